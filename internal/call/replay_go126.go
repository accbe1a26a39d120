//go:build !go1.27

package call

// goAwayAlone says that net/http sends a request again only after a GOAWAY that says it was not
// processed. This version does so after RST_STREAM(PROTOCOL_ERROR), too, and does not tell which.
const goAwayAlone = false
