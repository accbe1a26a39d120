package chaos

// The negative control: what go-retryablehttp does by default, which repeats every write. The checker must see it.

import (
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

func naiveTransport(httpClient *http.Client) http.RoundTripper {
	c := retryablehttp.NewClient()
	c.Logger = nil
	c.RetryWaitMin = 10 * time.Millisecond
	c.HTTPClient = httpClient
	return &retryablehttp.RoundTripper{Client: c}
}
