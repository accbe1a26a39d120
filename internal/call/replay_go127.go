//go:build go1.27

package call

// goAwayAlone says that net/http sends a request again on another HTTP/2 connection
// only after a GOAWAY that says it was not processed.
const goAwayAlone = true
