package main

// Spans as a few lines that are the same in every run: names, attempts and statuses, and no ids and times.

import (
	"fmt"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
)

// tell writes the spans as trees, those of one parent in the order of their ends.
func tell(b *backend.Backend, spans tracetest.SpanStubs) {
	children := map[trace.SpanID][]tracetest.SpanStub{}
	for _, span := range spans {
		children[span.Parent.SpanID()] = append(children[span.Parent.SpanID()], span)
	}
	var branch func(parent trace.SpanID, indent string)
	branch = func(parent trace.SpanID, indent string) {
		nth := map[string]int{}
		for _, span := range children[parent] {
			nth[span.Name]++
			b.Say("%s%s", indent, line(span, nth[span.Name]))
			branch(span.SpanContext.SpanID(), indent+"  ")
		}
	}
	branch(trace.SpanID{}, "")
}

func line(span tracetest.SpanStub, nth int) string {
	if span.SpanKind != trace.SpanKindClient {
		return span.Name
	}
	text := fmt.Sprintf("%s, attempt %d: ", span.Name, nth)
	method, status := "", "no answer"
	for _, attribute := range span.Attributes {
		switch attribute.Key {
		case semconv.HTTPRequestMethodKey:
			method = attribute.Value.AsString()
		case semconv.HTTPResponseStatusCodeKey:
			status = fmt.Sprint(attribute.Value.AsInt64())
		}
	}
	text += method + ", " + status
	if span.Status.Code == codes.Error {
		text += ", the span is an error's"
	}
	return text
}
