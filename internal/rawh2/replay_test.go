package rawh2_test

// The faults that the server is for: net/http's client sends requests again by itself, and
// only the wire shows it.

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/partnerkit/partnerkit-go/internal/rawh2"
)

const (
	many = 50 // sends that no client would make on purpose
	made = http.StatusCreated
)

func TestAProtocolErrorIsReplayedWithoutBound(t *testing.T) {
	t.Parallel()
	script := firstly(many, always(rawh2.Effect(), rawh2.Reset(http2.ErrCodeProtocol)), rawh2.Answer(made, `{"ok":true}`))
	client, server := stock(t, script)
	status, _, err := post(t.Context(), t, client, server.URL+"/v1/users", `{"email":"ada@example.com"}`)
	counts := server.Counts()
	if !protocolErrorIsReplayed {
		assert.ErrorContains(t, err, "PROTOCOL_ERROR")
		assert.Equal(t, rawh2.Counts{Connections: 1, Headers: 1, PerConnection: []int{1}, Bodies: 1, Effects: 1}, counts)
		return
	}
	require.NoError(t, err)
	assert.Equal(t, made, status)
	assert.Equal(t, many+1, counts.Headers, "sends of the one POST")
	assert.Equal(t, many+1, counts.Bodies)
	assert.Equal(t, many, counts.Effects)
}

func TestAGoAwayIsReplayedWithoutBound(t *testing.T) {
	t.Parallel()
	script := firstly(many, always(rawh2.GoAway(0, http2.ErrCodeNo)), rawh2.Answer(made, ""))
	client, server := stock(t, script)
	status, _, err := post(t.Context(), t, client, server.URL+"/", "{}")
	require.NoError(t, err)
	assert.Equal(t, made, status)
	counts := server.Counts()
	assert.Equal(t, many+1, counts.Headers, "sends of the one POST")
	assert.GreaterOrEqual(t, counts.Connections, many+1)
}

// Where the server never relents, only the caller's context ends the loop.
func TestOnlyTheContextEndsTheLoop(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	client, server := cleartext(t, func(r rawh2.Request) []rawh2.Step {
		if r.N == many {
			cancel()
		}
		return []rawh2.Step{rawh2.GoAway(0, http2.ErrCodeNo)}
	})
	_, _, err := post(ctx, t, client, server.URL+"/", "{}")
	assert.ErrorIs(t, err, context.Canceled)
	assert.GreaterOrEqual(t, server.Counts().Headers, many)
}

func TestARefusedStreamIsReplayedOnItsConnection(t *testing.T) {
	t.Parallel()
	script := firstly(1, always(rawh2.Reset(http2.ErrCodeRefusedStream)), rawh2.Answer(made, ""))
	client, server := cleartext(t, script)
	status, _, err := post(t.Context(), t, client, server.URL+"/", "{}")
	require.NoError(t, err)
	assert.Equal(t, made, status)
	assert.Equal(t, []int{2}, server.Counts().PerConnection)
}

// A GOAWAY that covers the request is no leave to send it again.
func TestAGoAwayAboveTheStreamIsNotReplayed(t *testing.T) {
	t.Parallel()
	client, server := stock(t, func(r rawh2.Request) []rawh2.Step {
		return []rawh2.Step{rawh2.Effect(), rawh2.GoAway(r.Stream, http2.ErrCodeEnhanceYourCalm), rawh2.Close()}
	})
	_, _, err := post(t.Context(), t, client, server.URL+"/", "{}")
	assert.ErrorContains(t, err, "ENHANCE_YOUR_CALM")
	assert.Equal(t, rawh2.Counts{Connections: 1, Headers: 1, PerConnection: []int{1}, Bodies: 1, Effects: 1}, server.Counts())
}

func TestEveryCodeArrivesAsItWasSent(t *testing.T) {
	t.Parallel()
	codes := rawh2.Codes()
	assert.Len(t, codes, 14)
	for _, code := range codes {
		if code == http2.ErrCodeRefusedStream || code == http2.ErrCodeProtocol && protocolErrorIsReplayed {
			continue
		}
		client, server := cleartext(t, always(rawh2.Reset(code)))
		_, _, err := post(t.Context(), t, client, server.URL+"/", "{}")
		assert.ErrorContains(t, err, code.String()+"; received from peer")
		assert.Equal(t, 1, server.Counts().Headers, code)
	}
}
