//go:build go1.27

package rawh2_test

// protocolErrorIsReplayed says whether net/http sends a request again after
// RST_STREAM(PROTOCOL_ERROR).
const protocolErrorIsReplayed = false
