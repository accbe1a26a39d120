package call

// How a send comes to hear of its connection, whatever trace the caller has in the context.

import (
	"context"
	"net/http/httptrace"
)

// traced hangs the send's trace into a context. Of a trace that is there already the
// hooks about time are kept, and the one that is told header fields is not: the
// credential is one of them.
func traced(ctx context.Context, s *send) context.Context {
	if theirs := httptrace.ContextClientTrace(ctx); theirs != nil {
		timing := *theirs
		timing.WroteHeaderField = nil
		ctx = httptrace.WithClientTrace(untraced{ctx}, &timing)
	}
	return httptrace.WithClientTrace(ctx, s.hooks())
}

// untraced is a context that hides the trace in it.
type untraced struct{ context.Context }

// Value hides what httptrace.ContextClientTrace would find.
func (u untraced) Value(key any) any {
	if key == traceKey {
		return nil
	}
	return u.Context.Value(key)
}

// traceKey is the key under which httptrace keeps a trace in a context. It is not exported, so
// keyCatcher notes the key that ContextClientTrace asks for.
var traceKey = func() any {
	var asked keyCatcher
	httptrace.ContextClientTrace(&asked)
	return asked.key
}()

type keyCatcher struct {
	context.Context
	key any
}

// Value notes the key.
func (c *keyCatcher) Value(key any) any {
	c.key = key
	return nil
}
