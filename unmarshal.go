//go:build !goexperiment.jsonv2

package partnerkit

// Decoding with a decoder that is used again: json.Unmarshal makes a new one for
// each body, with a stack for its scanner and a trail of names for its errors.

import (
	"bytes"
	"encoding/json"
	"sync"
)

// unmarshal does what json.Unmarshal does, with its errors.
func unmarshal(body []byte, target any) error {
	d := decoders.Get().(*decoder)
	if !d.decode(body, target) { // it has an error to keep, and is not used again
		return json.Unmarshal(body, target)
	}
	if len(body) <= maxKeptBuffer/2 { // its own buffer doubles as it grows
		decoders.Put(d)
	}
	return nil
}

var decoders = sync.Pool{New: func() any {
	d := new(decoder)
	d.Decoder = json.NewDecoder(&d.reader)
	return d
}}

// decoder reads bodies one after another as if they were one stream.
type decoder struct {
	*json.Decoder

	reader bytes.Reader
}

// decode reports whether the body is one JSON value and nothing else, and fits.
func (d *decoder) decode(body []byte, target any) bool {
	d.reader.Reset(body)
	defer d.reader.Reset(nil)
	from := d.InputOffset()
	return d.Decode(target) == nil && d.InputOffset()-from == int64(len(body))
}
