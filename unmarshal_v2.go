//go:build goexperiment.jsonv2

package partnerkit

// Decoding with the newer encoding/json, which uses its own decoders again.

import "encoding/json"

// unmarshal is json.Unmarshal.
func unmarshal(body []byte, target any) error { return json.Unmarshal(body, target) }
