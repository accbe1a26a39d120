package partnerkit

// What a client tells its logger: one debug record an attempt and one a call,
// made of names and numbers that hold no secret.

import (
	"context"
	"log/slog"
	"time"
)

// stopwatch is the time, where somebody is told how long things took.
func (w *wire) stopwatch() time.Time {
	if w.logger == nil {
		return time.Time{}
	}
	return time.Now()
}

// logAttempt writes the record of the attempt that just ended.
func (x *exchange) logAttempt(failure *Error) {
	x.log("partnerkit attempt", x.began, failure)
}

// logCall writes the record of the whole call, of which a look for a write's
// effect is a part.
func (x *exchange) logCall(failure *Error, readBack bool) {
	if !x.options.look {
		x.log("partnerkit call", x.callBegan, failure, slog.Bool("read_back", readBack))
	}
}

func (x *exchange) log(message string, began time.Time, failure *Error, more ...slog.Attr) {
	logger := x.api.wire.logger
	if logger == nil || !logger.Enabled(x.ctx, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{
		slog.String("op", x.operation.name),
		slog.String("method", x.operation.method),
		slog.String("route", x.operation.route),
		slog.Int("status", x.answer.status),
		slog.Int("attempts", x.attempts),
		slog.Duration("duration", time.Since(began)),
	}
	attrs = append(attrs, more...)
	if id := x.requestID(); id != "" {
		attrs = append(attrs, slog.String("request_id", x.scrub(id)))
	}
	if failure != nil {
		attrs = append(attrs, slog.Any("error", failure))
	}
	logger.LogAttrs(context.WithoutCancel(x.ctx), slog.LevelDebug, message, attrs...)
}
