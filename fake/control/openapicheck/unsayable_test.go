package openapicheck

// The rules that JSON Schema cannot say, and the document therefore does not.

// unsayable has a row for each rule, with the reason, and the cases that the rule decides, with what they are answered.
var unsayable = []struct {
	rule, reason string
	status       int
	cases        string
	byDecoder    bool // what reads the JSON for the validator may refuse it, as Go 1.27's encoding/json does
}{
	{
		"one of two parameters is needed", "OpenAPI describes each parameter alone", 400,
		`/2_get_by_external_id/(parameter_missing|parameter_in_another_case|another_parameter_alone)$|/2_get_by_email/in_another_case_of_its_name$`, false,
	},
	{
		"a parameter is given once", "a schema sees the one value that was chosen out of several", 400,
		`/2_get_by_external_id/parameter_twice$|/2_get_by_email/twice(_beside_the_external_id)?$|/3_list/(after|limit)_twice$|/4_notifications/page=1&page=2$|/4_public_profile/container_twice$`, false,
	},
	{
		"a query can be decoded", "a schema sees values once they are decoded, and parameters that it does not know never", 400,
		`/(2_get_by_external_id|2_get_by_email|3_list|4_get_profile)/query_that_cannot_be_parsed$|/4_notifications/page=%$`, false,
	},
	{
		"a number in a query has no plus", "how the text of a parameter becomes a number is not JSON Schema's", 400,
		`/3_list/limit_%2B5$|/4_notifications/limit=%2B1$`, false,
	},
	{
		"a cursor is of this portal and of this state", "it is signed, and to a client any text", 400,
		`/3_list/cursor_`, false,
	},
	{
		"there is a wallet to disconnect", "it depends on the state", 400,
		`/1_disconnect_wallet/(no_wallet|twice)$`, false,
	},
	{
		"an e-mail address, an external id or a handle is nobody else's", "it depends on the state", 400,
		`/2_create/(twice|a_known_)|/3_create/(twice|email_in_use)|/4_update_profile/handle_taken`, false,
	},
	{
		"a role is one of the portal's", "it depends on the state", 400,
		`/3_create/(unknown_role|role_of_another_portal|role_in_another_case)`, false,
	},
	{
		"a birthday has come", "it depends on the time", 400,
		`/4_update_profile/dateOfBirth_(tomorrow|an_object_in_the_future)$`, false,
	},
	{
		"an e-mail address is not quoted", "the format email has quoted local parts, too, as RFC 5321 does", 400,
		`/1_create/email_quoted_local_part$`, false,
	},
	{
		"a body is at most 1 MiB", "a schema sees the value, and not the text that it is written in", 400,
		`/5_body/[a-z]+_over_1_MiB$`, false,
	},
	{
		"a body is one JSON value in UTF-8", "a schema sees the value, and not the text that it is written in", 400,
		`/5_body/[a-z]+_(a_comma_behind|a_second_value|text_behind)$|/5_body/(partner|app|portals)_invalid_UTF-8$`, false,
	},
	{
		"a member is there once", "a schema sees the value, and not the text that it is written in", 400,
		`/5_body/[a-z]+_a_member_twice$`, true,
	},
	{
		"white space alone is no body", "a schema sees a value, and here is none", 201,
		`/2_create/(1_MiB_of_spaces|spaces_for_a_body|spaces_that_are_no_JSON)$`, false,
	},
	{
		"a lenient fake takes members that it does not know", "an option of one fake is not the API's", 201,
		`_leniently$`, false,
	},
}
