package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/logqueue"
	"charm.land/log/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
)

// The bounds of the log: bytes that wait to be written, how long the process waits for
// them at its end, and records a second of libraries, each with a stack of some KB.
const (
	logCapacity        = 1 << 20
	flushTimeout       = time.Second
	libraryRecords     = 5 // at once
	libraryRecordsRate = 1
)

// serverLog is the log of pete serve. Writing to it never waits for stderr.
type serverLog struct {
	*log.Logger

	queue *logqueue.Queue
}

// open returns the log on stderr, and makes it the one that the ssh library and
// net/http report to.
func (f logFormat) open() *serverLog {
	direct := f.logger(os.Stderr)
	queue := logqueue.New(os.Stderr, logCapacity, func(dropped uint64) {
		direct.Warn("log lines dropped", "lines", dropped)
	})
	logger := f.logger(queue)
	slog.SetDefault(slog.New(logqueue.Limit(logger, libraryRecordsRate, libraryRecords)))
	return &serverLog{logger, queue}
}

// printLast prints a line on stderr before the process exits, unless stderr takes none.
func printLast(line string) {
	queue := logqueue.New(os.Stderr, logCapacity, func(uint64) {})
	_, _ = io.WriteString(queue, line+"\n") // never fails
	queue.Flush(flushTimeout)
}

// printUnless prints a report to stderr. It returns when that is done or ctx ends.
func printUnless(ctx context.Context, report blog.Report) {
	done := make(chan struct{})
	go func() {
		_ = new(command.CheckFlags).Print(os.Stderr, report) // stderr is the last resort
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// logFormat is text, json, or empty for text on a terminal, else json.
type logFormat string

const (
	logText logFormat = "text"
	logJSON logFormat = "json"
)

func parseLogFormat(s string) (logFormat, error) {
	format := logFormat(strings.ToLower(s))
	return format, command.Want(format == logText || format == logJSON, "text or json")
}

// logger returns a logger that writes to w, in the colours of stderr. Times are in UTC, so
// that logs of several hosts have one clock.
func (f logFormat) logger(w io.Writer) *log.Logger {
	options := log.Options{ReportTimestamp: true, TimeFunction: log.NowUTC, TimeFormat: time.RFC3339}
	if f == logJSON || (f == "" && !term.IsTerminal(os.Stderr.Fd())) {
		options.Formatter = log.JSONFormatter
	}
	logger := log.NewWithOptions(w, options)
	logger.SetColorProfile(colorprofile.Detect(os.Stderr, os.Environ()))
	return logger
}
