//go:build !go1.27

package promises_test

// On Go 1.26 a replay on another connection may follow RST_STREAM(PROTOCOL_ERROR), which
// says nothing about the effect.
const replayMeansGoAway = false
