package main

// The harness itself: every candidate's calls work in both places, bodies are of
// one size, and the arithmetic is right.

import (
	"context"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryCandidateMakesEveryCall(t *testing.T) {
	t.Parallel()
	addresses := make(map[string]string, len(dialects))
	for name, d := range dialects {
		server := httptest.NewServer(d)
		t.Cleanup(server.Close)
		addresses[name] = server.URL
	}
	for _, c := range candidates {
		for where, at := range map[string]place{"null": c.nullPlace(), "loopback": c.loopbackPlace(addresses)} {
			t.Run(c.name+"/"+where, func(t *testing.T) {
				t.Parallel()
				made, err := c.connect(at)
				require.NoError(t, err)
				for k := range kindCount {
					assert.NoError(t, made[k](t.Context()), "%s", k)
				}
			})
		}
	}
}

func TestBodiesAreOfOneSize(t *testing.T) {
	t.Parallel()
	const slack = 90 // of a page's own wrapping
	own := dialects[partnerDialect]
	assert.InDelta(t, 400, len(own.object), 40)
	for name, d := range dialects {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Len(t, d.object, objectSize)
			assert.Len(t, d.created, createdSize)
			for page := range d.pages {
				assert.InDelta(t, len(own.pages[0]), len(d.pages[page]), slack)
			}
		})
	}
}

func TestServerSaysWhereItListensAndEndsWithItsInput(t *testing.T) {
	t.Parallel()
	in, stop := io.Pipe()
	out := &lineWriter{lines: make(chan string, 1)}
	ended := make(chan error, 1)
	go func() { ended <- serve(in, out) }()
	assert.Contains(t, <-out.lines, `"partner":"http://127.0.0.1:`)
	require.NoError(t, stop.Close())
	assert.NoError(t, <-ended)
}

type lineWriter struct{ lines chan string }

func (w *lineWriter) Write(line []byte) (int, error) {
	w.lines <- string(line)
	return len(line), nil
}

func TestSpread(t *testing.T) {
	t.Parallel()
	assert.Equal(t, spread{2, 3, 4}, spreadOf([]float64{5, 1, 4, 2, 3}))
	assert.Equal(t, spread{7, 7, 7}, spreadOf([]float64{7}))
	assert.Equal(t, spread{1.75, 2.5, 3.25}, spreadOf([]float64{4, 3, 2, 1}))
}

func TestRelativeIsTimeOverTheUnitsTime(t *testing.T) {
	t.Parallel()
	assert.Equal(t, spread{2, 2, 2}, relative([]float64{10, 20, 30}, []float64{5, 10, 15}), "half the rate is twice the time")
}

func TestRunnersCountCallsAndReturnTheirError(t *testing.T) {
	t.Parallel()
	for name, run := range map[string]runner{"sequential": sequential(wallClock), "processor time": sequential(processorClock), "concurrent": concurrent(4)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rate, err := run(t.Context(), func(context.Context) error { return nil }, time.Microsecond)
			require.NoError(t, err)
			assert.Positive(t, rate)
			_, err = run(t.Context(), func(context.Context) error { return io.ErrUnexpectedEOF }, time.Hour)
			assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
		})
	}
}

func TestFillerMakesUpTheSize(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `{"a":"xxx"}`, fit(`{"a":"{filler}"}`, 11))
	assert.Equal(t, strings.Repeat("y", 9), fit(strings.Repeat("y", 9), 3))
}
