package partnerkit

// What differs between the four APIs, as one value each: where it is, which
// credential it wants, how it wraps a success and how it words an error.

import (
	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

// apiID names one of the four APIs; it indexes whatever is kept for each.
type apiID int

const (
	partnerAPI apiID = iota
	appAPI
	portalsAPI
	profileAPI
	apiCount
)

// productionURLs are the documented addresses; "" where none is.
var productionURLs = [apiCount]string{
	partnerAPI: "https://api.reveel.id/v1",
	appAPI:     "https://api.getoriginal.com/v1",
}

var apiSpecs = [apiCount]call.Spec{
	partnerAPI: {
		Name: "Partner API", BaseURLOption: "WithPartnerBaseURL", CredentialOption: "WithPartnerKey",
		Decode: decodeEnveloped, Classify: classifyPartner, ParseError: parsePartnerError,
	},
	appAPI: {
		Name: "App API", BaseURLOption: "WithAppBaseURL", CredentialOption: "WithAppKey",
		Decode: decodeEnveloped, Classify: classifyApp, ParseError: parseAppError,
		Cases: map[string]error{string(CodeAppAlreadyExists): ErrUserExists},
	},
	portalsAPI: {
		Name: "Portals API", BaseURLOption: "WithPortalsBaseURL", CredentialOption: "WithServiceAccountKey",
		Decode: decodeBare, Classify: classifyBare, ParseError: parsePortalsError, ResetInSeconds: true,
	},
	profileAPI: {
		Name: "Profile API", BaseURLOption: "WithProfileBaseURL", CredentialOption: "WithSession",
		Decode: decodeBare, Classify: classifyBare, ParseError: parseProfileError, Renews: ErrSessionExpired,
		Cases: map[string]error{
			string(CodeSessionTokenExpired): ErrSessionExpired,
			string(CodeRefreshTokenExpired): ErrRefreshTokenExpired,
		},
	},
}

// decodeEnveloped reads {"success","data","error"} of the Partner and the App API.
func decodeEnveloped(d *jsonread.Decoder, data call.Data) (call.Envelope, error) {
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

// decodeBare reads an answer without an envelope.
func decodeBare(d *jsonread.Decoder, data call.Data) (call.Envelope, error) {
	return call.Envelope{}, data.Decode(d)
}

// classifyPartner judges what was decoded; complete says that the result has what
// it must have. Where data is owed its presence says enough; elsewhere only
// success: true does.
func classifyPartner(e call.Envelope, data call.Data, complete bool) call.Verdict {
	succeeded := e.Success || !e.HasSuccess && !data.IsNothing()
	switch {
	case e.HasError:
		return call.Refused
	case !succeeded, !complete:
		return call.Malformed
	default:
		return call.Accepted
	}
}

// classifyApp looks at data and never at success, which says false of a miss.
func classifyApp(e call.Envelope, _ call.Data, complete bool) call.Verdict {
	switch {
	case e.NullData:
		return call.NoMatch
	case complete:
		return call.Accepted
	case e.HasError:
		return call.Refused
	default:
		return call.Malformed
	}
}

// classifyBare judges an answer without an envelope.
func classifyBare(_ call.Envelope, _ call.Data, complete bool) call.Verdict {
	if !complete {
		return call.Malformed
	}
	return call.Accepted
}
