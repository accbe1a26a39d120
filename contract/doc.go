// Package contract is what partnerkit and package fake take the four APIs to be, as a suite of tests that any client
// can be run through: one over the fake, or one over the real services.
//
//	func TestOurBackend(t *testing.T) {
//		contract.Run(t, func(t *testing.T) *partnerkit.Client { return fake.New(t).Client() }, contract.Destructive())
//	}
//
// Each row is one rule, with the section of the contract that it comes from, and asks one fresh client. A row whose
// API the client has no credential or no address for is skipped. Rows that write run only with Destructive, and clean up
// after themselves as far as the API lets them: a user of the Partner API is disassociated and stays in the system,
// an app's user stays, and notifications that were marked read stay read. WithFixture says what a backend other than the fake holds.
//
// In the end the suite prints which of its rows nobody has confirmed against the real service yet.
package contract
