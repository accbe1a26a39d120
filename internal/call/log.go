package call

// What a client tells its logger: one debug record an attempt and one a call,
// made of names and numbers that hold no secret.

import (
	"context"
	"log/slog"
	"time"
)

// record is what is logged of an attempt or a call.
type record struct {
	pipeline  *Pipeline
	endpoint  *Endpoint
	status    int
	attempts  int
	requestID string
	failure   *Failure // nil for a success
}

func (r record) write(ctx context.Context, message string, began time.Time, more ...slog.Attr) {
	logger := r.pipeline.Logger
	if logger == nil || !logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{
		slog.String("op", r.endpoint.Name),
		slog.String("method", r.endpoint.Method),
		slog.String("route", r.endpoint.Route),
		slog.Int("status", r.status),
		slog.Int("attempts", r.attempts),
		slog.Duration("duration", time.Since(began)),
	}
	attrs = append(attrs, more...)
	if r.requestID != "" {
		attrs = append(attrs, slog.String("request_id", r.requestID))
	}
	if r.failure != nil {
		attrs = append(attrs, slog.Any("error", r.pipeline.AsError(r.failure)))
	}
	logger.LogAttrs(context.WithoutCancel(ctx), slog.LevelDebug, message, attrs...)
}
