package partnerkit

// The three ways in which the APIs wrap a success: {success, data, meta} of the
// Partner API, {success, data} of the App API, and the bare object.

import "encoding/json"

// nothing is the result of an operation that answers with no data.
type nothing struct{}

// envelope is what a wrapped answer is decoded into, in one pass.
type envelope struct {
	Success bool            `json:"success"` // preset to what its absence means
	Data    any             `json:"data"`    // preset to the result's address; nil after a null
	Error   json.RawMessage `json:"error"`
	noData  bool            // none is owed
}

// newEnvelope presets an envelope. Where data is owed its presence says enough;
// elsewhere only success: true does.
func newEnvelope(result any) envelope {
	_, noData := result.(*nothing)
	return envelope{Success: !noData, Data: result, noData: noData}
}

type verdict int

const (
	accepted  verdict = iota
	missed            // nobody matched
	refused           // the body is a refusal, whatever the status says
	malformed         // the body cannot be what was asked for
)

// partnerVerdict is asked after decoding; complete says that the result has what
// it must have.
func partnerVerdict(e *envelope, complete bool) verdict {
	switch {
	case present(e.Error):
		return refused
	case !e.Success, e.Data == nil && !e.noData, !complete:
		return malformed
	default:
		return accepted
	}
}

// appVerdict looks at data and never at success, which says false of a miss.
func appVerdict(e *envelope, complete bool) verdict {
	switch {
	case e.Data == nil:
		return missed
	case complete:
		return accepted
	case present(e.Error):
		return refused
	default:
		return malformed
	}
}

// bareVerdict judges an answer without an envelope.
func bareVerdict(_ *envelope, complete bool) verdict {
	if !complete {
		return malformed
	}
	return accepted
}

// present reports whether a member was there and not null.
func present(member json.RawMessage) bool { return len(member) > 0 && string(member) != "null" }
