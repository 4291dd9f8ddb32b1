FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /pete ./cmd/pete
# The image has no shell to make a directory with; a volume takes its owner from
# what lies below it.
RUN mkdir -m 0700 /empty

FROM scratch
COPY --from=build /pete /pete
COPY --from=build --chown=65532:65532 /empty /keys
USER 65532:65532
ENV PETE_HOST_KEY=/keys/host_ed25519
VOLUME /keys
EXPOSE 2222
ENTRYPOINT ["/pete"]
CMD ["serve"]
