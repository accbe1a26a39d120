//go:build go1.27

package call

// goAwayAlone says that net/http sends a request again on another HTTP/2 connection
// only after a GOAWAY that says it was not processed. Before Go 1.27 it does so after
// RST_STREAM(PROTOCOL_ERROR), too, and does not tell which it was.
const goAwayAlone = true
