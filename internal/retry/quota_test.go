package retry

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestReadQuota(t *testing.T) {
	t.Parallel()
	header := func(limit, remaining, reset string) http.Header {
		return http.Header{http.CanonicalHeaderKey("X-RateLimit-Limit"): {limit}, http.CanonicalHeaderKey("X-RateLimit-Remaining"): {remaining}, http.CanonicalHeaderKey("X-RateLimit-Reset"): {reset}}
	}
	assert.Equal(t, Quota{10, 3, 2 * time.Second, true, true}, ReadQuota(header("10", "3", "2")))
	assert.Equal(t, Quota{10, 0, 2 * time.Second, false, true}, ReadQuota(header("10", "few", "1.5")))
	assert.Equal(t, Quota{0, 3, 0, true, false}, ReadQuota(header("ten", "3", "-2")))
	assert.Equal(t, Quota{}, ReadQuota(http.Header{}))
}
