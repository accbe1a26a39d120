package call

// One documented operation, as data.

// Endpoint is one documented operation of an API, the same for every client.
type Endpoint struct {
	Name       string // "Users.Get"
	Method     string
	Route      string        // "/v1/users/{id}"
	Idempotent bool          // two requests do the same as one; else a repeat could do it twice, or undo what another writer did since
	Cases      map[int]error // documented cases that the status tells
	NoMatch    error         // the case of a success without data: nobody matched; nil where data is owed

	List       bool // the response is a list: up to 16 MiB
	AllowEmpty bool // a success may come without a body
	NoAuth     bool // no credential is sent
	Sensitive  bool // the response holds a credential: middleware does not see it, and no error keeps its body
}
