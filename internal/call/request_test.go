package call

// The request of an attempt: what it shares with nobody.

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/jsonwrite"
)

// A transport that appends to the values of one header writes into no other's.
func TestAHeaderThatGrows(t *testing.T) {
	t.Parallel()
	api := newAPI(t, nil)
	api.Pipeline.Header = []Field{{"Accept", "application/json"}, {"User-Agent", "test/1.0"}}
	request := &prepared{endpoint: &readText, api: api, header: http.Header{"X-Tenant": {"a"}}}
	require.NoError(t, request.prepare(&Params{Path: [2]string{"t1"}, Body: jsonwrite.Write(func(o *jsonwrite.Object) { o.String("text", "a") })}))
	header := request.newRequest(t.Context()).Header
	want := http.Header{
		"Accept": {"application/json"}, "User-Agent": {"test/1.0"}, "Content-Type": {"application/json"}, "X-Tenant": {"a"},
	}
	require.Equal(t, want, header)
	for name := range header {
		_ = append(header[name], "another")
	}
	assert.Equal(t, want, header)
}
