package fake

// How a request that net/http has read becomes one of the backend's.

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAPathIsTheOneThatWasSent(t *testing.T) {
	t.Parallel()
	for want, u := range map[string]url.URL{
		"/":         {},
		"/a/b":      {Path: "/a/b"},
		"/a%2Fb":    {Path: "/a/b", RawPath: "/a%2Fb"},
		"/é":        {Path: "/é", RawPath: "/é"},
		"/c":        {Path: "/c", RawPath: "/another"},
		"/d%25":     {Path: "/d%", RawPath: "/d%"},
		"/e%2F%C3é": {Path: "/e/\xc3é", RawPath: "/e%2F%C3é"},
	} {
		assert.Equal(t, want, sentPath(&u))
	}
}
