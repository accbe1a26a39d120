//go:build !goexperiment.jsonv2

package partnerkit

// Decoding with a decoder that is used again: json.Unmarshal makes a new one for
// each body, with a stack for its scanner and a trail of names for its errors.

import (
	"bytes"
	"encoding/json"
	"sync"
)

// maxKeptDecoding is up to where a kept decoder is the faster one: json.Unmarshal finds
// the end of a long body sooner. Its own buffer doubles as it grows.
const maxKeptDecoding = 4 << 10

// unmarshal does what json.Unmarshal does, with its errors.
func unmarshal(body []byte, target any) error {
	if len(body) > maxKeptDecoding {
		return json.Unmarshal(body, target)
	}
	d := decoders.Get().(*decoder)
	if !d.decode(body, target) { // it has an error to keep, and is not used again
		return json.Unmarshal(body, target)
	}
	decoders.Put(d)
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
