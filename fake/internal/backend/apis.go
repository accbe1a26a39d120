package backend

// What differs between the four APIs outside their handlers.

// apiSpec is one API: its errors, its quota, and who may do what.
type apiSpec struct {
	errors *errorTable
	quota  quota
	// authenticate finds who sends a request; else the error is one of denials.
	authenticate func(s *store, r *Request) (caller, *apiError)
	denials      []*apiError
	// authorize refuses a caller who may not do what needs the permission, with the parameters of the path.
	authorize func(who caller, permission string, pathParams []string) *apiError
}

var apiSpecs = map[API]apiSpec{
	PartnerAPI: {
		errors: &partnerErrors, quota: quota{limit: 100},
		authenticate: authenticatePartner, denials: []*apiError{unauthorized}, authorize: partnerMay,
	},
	AppAPI: {
		errors:       &appErrors,
		authenticate: authenticateApp, denials: []*apiError{notAuthenticated, authenticationFailed}, authorize: anyone,
	},
	PortalsAPI: {
		errors: &portalErrors, quota: quota{limit: 500, perRoute: true},
		authenticate: authenticateAccount, denials: []*apiError{unauthorized}, authorize: accountMay,
	},
	ProfileAPI: {
		errors:       &profileErrors,
		authenticate: authenticateSession, denials: []*apiError{unauthorized, sessionExpired}, authorize: anyone,
	},
}

// quotaKey says in which window a request is counted.
func (spec apiSpec) quotaKey(m Match, who caller) quotaKey {
	key := quotaKey{api: m.API, credential: who.quotaKey}
	if spec.quota.perRoute {
		key.route = m.Route
	}
	return key
}

// finish adds what every response of an API carries.
func (spec apiSpec) finish(res *Response, r *Request, who caller, w window) {
	res.Credential = who.kind
	res.setHeader("X-Request-Id", r.ID)
	if res.Body != nil {
		res.Header.Set("Content-Type", "application/json")
	}
	if spec.quota.limit > 0 {
		w.setHeaders(res.Header, spec.quota.limit, r.now)
	}
}
