package web

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/logqueue"
	"charm.land/log/v2"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// The bounds of what certmagic logs: records at once and a second, and characters of one
// value, of which the CA writes some.
const (
	certificateRecords     = 20
	certificateRecordsRate = 1
	certificateValue       = 300
)

// certificateLog returns the logger for certmagic. Its warnings and errors go to the log of
// the server; what else it says of each step does not.
func certificateLog(to *log.Logger) *zap.Logger {
	return zap.New(&zapToLog{to: logqueue.Limit(to, certificateRecordsRate, certificateRecords)})
}

// zapToLog is a zapcore.Core that writes to an slog.Handler.
type zapToLog struct {
	to     slog.Handler
	fields []zapcore.Field
}

// Enabled implements zapcore.LevelEnabler.
func (z *zapToLog) Enabled(level zapcore.Level) bool { return level >= zapcore.WarnLevel }

// With implements zapcore.Core.
func (z *zapToLog) With(fields []zapcore.Field) zapcore.Core {
	return &zapToLog{z.to, slices.Concat(z.fields, fields)}
}

// Check implements zapcore.Core. It leaves out what any client can cause: to ask for a challenge
// that there is none of. The CA says by itself why it is not content. An error follows when
// requests to the CA fail for good.
func (z *zapToLog) Check(entry zapcore.Entry, checked *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	switch entry.Message {
	case "tls-alpn challenge", "looking up info for HTTP challenge", "HTTP request failed; retrying":
		return checked
	}
	if z.Enabled(entry.Level) {
		return checked.AddCore(entry, z)
	}
	return checked
}

// Write implements zapcore.Core.
func (z *zapToLog) Write(entry zapcore.Entry, fields []zapcore.Field) error {
	values := zapcore.NewMapObjectEncoder()
	for _, field := range slices.Concat(z.fields, fields) {
		field.AddTo(values)
	}
	level := slog.LevelWarn
	if entry.Level >= zapcore.ErrorLevel {
		level = slog.LevelError
	}
	record := slog.NewRecord(time.Now(), level, "certificates: "+entry.Message, 0)
	for _, name := range slices.Sorted(maps.Keys(values.Fields)) {
		record.AddAttrs(slog.String(name, logValue(values.Fields[name])))
	}
	return z.to.Handle(context.Background(), record)
}

// Sync implements zapcore.Core.
func (z *zapToLog) Sync() error { return nil }

// logValue returns a value in one line of bounded length.
func logValue(value any) string {
	s := fmt.Sprint(value)
	if cut := []rune(s[:min(len(s), 4*certificateValue)]); len(cut) > certificateValue {
		s = string(cut[:certificateValue]) + "…"
	}
	return strings.TrimSpace(blog.Line(blog.Visible(s)))
}
