# pete, static and alone. Build and run it:
#
#   docker build -t pete .
#   docker run -d --name pete --restart unless-stopped -p 22:2222 -v pete-keys:/keys pete
#
# The host key is made in /keys on the first start: keep that volume, it is what
# readers know the server by. The keys of authors are beside it:
#
#   docker exec -i pete /pete authors add - <id_ed25519.pub
# To serve another blog, mount it and name it:
#
#   docker run … -v /srv/blog:/content:ro -e PETE_CONTENT=/content pete
#
# To serve it over HTTPS too, with certificates that are kept beside the host key:
#
#   docker run … -p 80:8080 -p 443:8443 -e PETE_WEB=:8443 -e PETE_WEB_TLS=blog.example pete

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.release=$VERSION" -o /out/pete ./cmd/pete \
    && install -d -m 0700 /out/volume/keys

FROM scratch
COPY --from=build /out/pete /pete
# A new volume takes over the owner and the mode of what it is mounted on.
COPY --from=build --chown=65532:65532 /out/volume /
USER 65532:65532
# The ports are such that no privilege is needed. Nothing but the health check has the admin
# address: it is on the loopback of the container.
ENV PETE_HOST_KEY=/keys/host_ed25519 PETE_STATE=/keys PETE_WEB_HTTP=:8080 PETE_ADMIN=127.0.0.1:2223
VOLUME /keys
EXPOSE 2222 8080 8443
HEALTHCHECK --start-period=10s CMD ["/pete", "livez"]
ENTRYPOINT ["/pete"]
CMD ["serve"]
