//go:build !goexperiment.jsonv2

package partnerkit

// NewJSON says that encoding/json is the newer implementation, as it is from Go 1.27 on.
const NewJSON = false
