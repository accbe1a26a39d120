package apiformat

// Successes: what stands around the data, and what a decoded response comes to.

import (
	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

// DecodeEnveloped reads {"success","data","error"} of the Partner and the App API.
func DecodeEnveloped(d *jsonread.Decoder, data call.Data) (call.Envelope, error) {
	var e call.Envelope
	err := d.Object(func(name []byte) error {
		switch string(name) {
		case "success":
			e.HasSuccess = d.Kind() != jsonread.KindNull
			return d.Bool(&e.Success)
		case "data":
			e.NullData = d.Kind() == jsonread.KindNull
			return data.Decode(d)
		case "error":
			e.HasError = d.Kind() != jsonread.KindNull
			return d.Skip()
		default:
			return d.Skip()
		}
	})
	return e, err
}

// DecodeBare reads a response without an envelope.
func DecodeBare(d *jsonread.Decoder, data call.Data) (call.Envelope, error) {
	return call.Envelope{}, data.Decode(d)
}

// ClassifyPartner judges what was decoded; valid says that Validate found nothing
// wrong with the data. Where data is owed its presence says enough; elsewhere only
// success: true does.
func ClassifyPartner(e call.Envelope, data call.Data, valid bool) call.Classification {
	succeeded := e.Success || !e.HasSuccess && !data.IsNothing()
	switch {
	case e.HasError:
		return call.APIError
	case !succeeded, !valid:
		return call.Malformed
	default:
		return call.Accepted
	}
}

// ClassifyApp looks at data and never at success, which says false of a miss; only where no data
// is owed does success say that there was none.
func ClassifyApp(e call.Envelope, data call.Data, valid bool) call.Classification {
	switch {
	case e.NullData && (!e.Success || !data.IsNothing()):
		return call.NoMatch
	case data.IsNothing():
		return ClassifyPartner(e, data, valid)
	case valid:
		return call.Accepted
	case e.HasError:
		return call.APIError
	default:
		return call.Malformed
	}
}

// ClassifyBare judges a response without an envelope.
func ClassifyBare(_ call.Envelope, _ call.Data, valid bool) call.Classification {
	if !valid {
		return call.Malformed
	}
	return call.Accepted
}
