package partnerkit

// What differs between the four APIs, as one value each: where it is, which
// credential it wants, how it wraps a success and how it words an error.

import (
	"strconv"

	"github.com/partnerkit/partnerkit-go/internal/apiformat"
	"github.com/partnerkit/partnerkit-go/internal/call"
)

// API names one of the four APIs, for Client.Do. Its zero is PartnerAPI. It indexes whatever is kept for each.
type API int

// The four APIs.
const (
	PartnerAPI API = iota // users of a partner account
	AppAPI                // users of an app
	PortalsAPI            // users of a partner portal
	ProfileAPI            // the profile and the notifications of a session's user
	apiCount
)

// String returns the API's name, "Partner API".
func (a API) String() string {
	if !a.isKnown() {
		return "API(" + strconv.Itoa(int(a)) + ")"
	}
	return apiSpecs[a].Name
}

func (a API) isKnown() bool { return a >= 0 && a < apiCount }

// productionURLs are the documented addresses; "" where none is.
var productionURLs = [apiCount]string{
	PartnerAPI: "https://api.reveel.id/v1",
	AppAPI:     "https://api.getoriginal.com/v1",
}

var apiSpecs = [apiCount]call.Spec{
	PartnerAPI: {
		Name: "Partner API", BaseURLOption: "WithPartnerBaseURL", CredentialOption: "WithPartnerKey",
		Decode: apiformat.DecodeEnveloped, Classify: apiformat.ClassifyPartner, ParseError: apiformat.ParsePartnerError,
		Codes: codeTexts(CodeValidationError, CodeUnauthorized, CodeForbidden, CodeResourceNotFound, CodeMethodNotAllowed, CodeConflict,
			CodeUnsupportedMediaType, CodeRateLimited, CodeInternalError),
	},
	AppAPI: {
		Name: "App API", BaseURLOption: "WithAppBaseURL", CredentialOption: "WithAppKey",
		Decode: apiformat.DecodeEnveloped, Classify: apiformat.ClassifyApp, ParseError: apiformat.ParseAppError,
		Cases: map[string]error{string(CodeAppAlreadyExists): ErrUserExists},
		Codes: codeTexts(CodeAppRequired, CodeAppInvalid, CodeAppBlank, CodeAppAlreadyExists, CodeAppNotAuthenticated, CodeAppAuthenticationFailed,
			CodeAppNotFound, CodeAppMethodNotAllowed, CodeAppUnsupportedMediaType, CodeAppThrottled, CodeAppClientError,
			CodeAppValidationError, CodeAppServerError),
	},
	PortalsAPI: {
		Name: "Portals API", BaseURLOption: "WithPortalsBaseURL", CredentialOption: "WithServiceAccountKey",
		Decode: apiformat.DecodeBare, Classify: apiformat.ClassifyBare, ParseError: apiformat.ParsePortalsError, ResetInSeconds: true, QuotaPerRoute: true,
	},
	ProfileAPI: {
		Name: "Profile API", BaseURLOption: "WithProfileBaseURL", CredentialOption: "WithSession",
		Decode: apiformat.DecodeBare, Classify: apiformat.ClassifyBare, ParseError: apiformat.ParseProfileError, Renews: ErrSessionExpired,
		Cases: map[string]error{
			string(CodeSessionTokenExpired): ErrSessionExpired,
			string(CodeRefreshTokenExpired): ErrRefreshTokenExpired,
		},
		Codes: codeTexts(CodeGenericClientError, CodeGenericUnauthorized, CodeSessionTokenExpired, CodeRefreshTokenExpired, CodeGenericNotFound,
			CodeMethodNotAllowed, CodeUnsupportedMediaType, CodeTooManyRequests, CodeInternalServerError),
	},
}

// withoutCases is the same API for an endpoint that this package does not describe: there a code
// is no documented case, but for a session's.
func withoutCases(api *call.API) *call.API {
	spec, copied := *api.Spec, *api
	if spec.Renews == nil {
		spec.Cases = nil
	}
	copied.Spec = &spec
	return &copied
}
