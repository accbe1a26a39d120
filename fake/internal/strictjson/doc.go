// Package strictjson decodes JSON and lets nothing pass that a careful server would refuse: members that are unknown,
// occur twice or are written in another case, values of a wrong type, text that is no Unicode. encoding/json takes most
// of these, so a fake that used it alone would hide a client's typing errors.
//
// What is wrong is reported with its place, for all places at once.
package strictjson
