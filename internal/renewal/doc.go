// Package renewal keeps a session token, and replaces one that has ended once for everybody who waits for that. It knows
// no API: its caller says how a token is exchanged and what the errors mean.
//
// A renewal runs in a goroutine of its own, since whoever asked first may leave, and has a minute: first the refresh, then
// each OnChange with the new tokens. All that it calls is not ours and may panic, end its goroutine or never return; those
// who wait get an error then, and in time.
package renewal
