package pacing

// The account of one window: what is left of it by what answers said, and when it ends at the latest. An API counts the
// requests in its own time: an answer says how many it had left when it counted that one request, and in how many
// seconds, rounded up, the window ends.

import "time"

// QuotaState is what an API says of a quota.
type QuotaState struct {
	Limit     int           // requests in a window; 0 if it is not said
	Remaining int           // requests left in the window
	Reset     time.Duration // until the window ends, in seconds, rounded up
	OverQuota bool          // the request was over the quota: the window is empty for the Reset
}

// maxWindow is the longest Reset that is waited for. A larger number is no wait in seconds but a point in time, or nobody's
// window.
const maxWindow = 2 * time.Minute

// window is the current window of a quota, as far as answers have told.
type window struct {
	limit    int       // requests in a window; 0 before an answer has said
	known    bool      // left is known
	left     int       // the lowest that answers to requests of this window said, without those that were lost since
	underWay int       // requests whose place is taken, and whose answer has not come: the API may or may not have counted each
	ends     time.Time // the window is over by then; zero before an answer has said
	over     time.Time // all windows before this one were over by then
}

// roll begins a new window once this one is over: then the limit is left again.
func (w *window) roll(now time.Time) {
	if !w.ends.IsZero() && !now.Before(w.ends) {
		w.over, w.ends = w.ends, time.Time{}
		w.left, w.known = w.limit, w.limit > 0
	}
}

// hasRoom reports whether another request fits, even if the API has counted none of those under way. Where nothing is left
// and nobody has said until when, one request at a time goes out to be told.
func (w *window) hasRoom() bool {
	return !w.known || w.left > w.underWay || w.ends.IsZero() && w.underWay == 0
}

// isSpent reports whether there is no room before the window ends.
func (w *window) isSpent() bool { return w.known && w.left <= 0 && !w.ends.IsZero() }

// lose counts a request as made of which nobody knows.
func (w *window) lose() { w.left-- }

// learn takes in an answer that came now to a request that went out at sent. The API counted the request in between, so that
// the window that the answer speaks of ends later than opens, and by ends.
func (w *window) learn(sent, now time.Time, state QuotaState) {
	if state.Reset > maxWindow {
		w.lose()
		return
	}
	if state.Limit > 0 {
		w.limit = state.Limit
	}
	opens, ends := sent.Add(state.Reset-time.Second), now.Add(state.Reset)
	switch {
	case opens.Before(w.over): // a window that is over
		return
	case w.ends.IsZero() && w.known: // the first answer of this window
		w.left, w.ends = min(w.left, state.Remaining), ends
	case w.ends.IsZero(), !opens.Before(w.ends): // the first answer of all, or a window that began before this one was known to be over
		w.over, w.left, w.ends = w.ends, state.Remaining, ends
	case state.OverQuota:
		w.left, w.ends = 0, ends
	default:
		w.left = min(w.left, state.Remaining)
		if ends.Before(w.ends) {
			w.ends = ends
		}
	}
	w.known = true
}
