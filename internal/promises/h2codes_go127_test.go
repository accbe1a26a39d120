//go:build go1.27

package promises_test

// From Go 1.27 on, net/http's own transport sends a request again on another connection
// only after a GOAWAY that says it was not processed.
const replayMeansGoAway = true
