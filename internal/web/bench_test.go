package web

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// What the bounds cost: requests a second for the index, which is cached, on 64 kept
// connections, with all that bounds them and without. wrk is the client.
//
//	go test -run '^$' -bench Requests -benchtime 1x ./internal/web
func BenchmarkRequests(b *testing.B) {
	wrk, err := exec.LookPath("wrk")
	if err != nil {
		b.Skip("no wrk: apt-get install wrk")
	}
	limits := testQuota()
	limits.PerSource, limits.InputRate, limits.InputBurst = 100, 1<<30, 1<<30
	d := startDoor(b, func(c *Config) { c.Table = quotaTable(limits) })
	plain, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	bare := &http.Server{Handler: d.Server, ReadHeaderTimeout: time.Minute}
	go func() { _ = bare.Serve(plain) }() // until it is closed
	defer func() { _ = bare.Close() }()
	for name, address := range map[string]string{"bounded": d.address, "bare": plain.Addr().String()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
				out, err := exec.CommandContext(ctx, wrk, "-t1", "-c64", "-d4s", "http://"+address+"/").CombinedOutput()
				cancel()
				found := regexp.MustCompile(`Requests/sec:\s+([0-9.]+)`).FindSubmatch(out)
				if err != nil || found == nil || regexp.MustCompile("Non-2xx|Socket errors").Match(out) {
					b.Fatalf("%v\n%s", err, out)
				}
				perSecond, _ := strconv.ParseFloat(string(found[1]), 64)
				b.ReportMetric(perSecond, "requests/s")
			}
		})
	}
}

// memory returns the bytes of the heap and of all stacks.
func memory() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

// What a thousand idle connections take of the server's memory. The test's ends of them take
// about 1 KB each of it.
func BenchmarkIdleConnections(b *testing.B) {
	for b.Loop() {
		const connections = 1000
		d := startDoor(b)
		before := memory()
		for i := range connections {
			asks(b, d.dialFrom(b, fmt.Sprintf("127.0.6.%d", 1+i%250)), get("/short"))
		}
		eventually(b, "all are idle", func() bool { return d.resting() == connections })
		after := memory()
		b.ReportMetric(float64(after-before)/connections, "bytes/connection")
		b.ReportMetric(float64(after-before)/1e6, "MB/1000")
		d.stop(b)
	}
}

// The same over TLS and HTTP/2. The client's ends, which keep as much, are in the figure.
func BenchmarkIdleConnectionsTLS(b *testing.B) {
	for b.Loop() {
		const connections = 1000
		d := startTLS(b)
		before := memory()
		var kept []*h2
		for i := range connections {
			c := d.h2(b, fmt.Sprintf("127.0.6.%d", 1+i%250))
			if err := c.ask(1, "/short"); err != nil {
				b.Fatal(err)
			}
			c.answered(b, 1)
			kept = append(kept, c)
		}
		eventually(b, "all are idle", func() bool { return d.resting() == connections })
		after := memory()
		b.ReportMetric(float64(after-before)/connections, "bytes/connection")
		runtime.KeepAlive(kept)
		d.stop(b)
	}
}
