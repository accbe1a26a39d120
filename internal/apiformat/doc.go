// Package apiformat knows how the four APIs write their responses: what each wraps a success in, and what its errors look
// like. It knows no endpoint and no type of a user; package call asks it through the functions of a call.Spec.
//
//	Partner and App API   {"success","data","error"} around everything
//	Portals API           the data alone; errors are {"status_code","message","request_id"}
//	Profile API           the data alone; errors are {"code","message"}, where the message is the error's name
package apiformat
