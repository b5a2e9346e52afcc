@bad_input @wire
Feature: Bad input: apps and their tokens
  An app that is not known, asks for more than it may or shows what is not its own gets nothing, and nobody is sent where no app said.

  Background:
    Given Ada and Bob have posted
    And Ada has let an app in

  Scenario Outline: an app registers with <body>
    When a visitor asks POST /api/v1/apps with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body | error |
      | {} | Application name can't be blank |
      | {"client_name":"Crow"} | Redirect URI can't be blank |
      | {"client_name":" ","redirect_uris":"{back}"} | Application name can't be blank |
      | {"client_name":"{61 x}","redirect_uris":"{back}"} | Application name is too long (maximum is 60 characters) |
      | {"client_name":"a\\u0000b","redirect_uris":"{back}"} | Application name contains control characters |
      | {"client_name":["Crow"],"redirect_uris":"{back}"} | client_name must be a text |
      | {"client_name":"Crow","redirect_uris":"back"} | Redirect URI must be an absolute URI. |
      | {"client_name":"Crow","redirect_uris":"{back}#here"} | Redirect URI must be an absolute URI. |
      | {"client_name":"Crow","redirect_uris":"https://ada@crow.example/back"} | Redirect URI must be an absolute URI. |
      | {"client_name":"Crow","redirect_uris":"javascript:alert(1)"} | Redirect URI is forbidden by the server. |
      | {"client_name":"Crow","redirect_uris":"data:text/html,caw"} | Redirect URI is forbidden by the server. |
      | {"client_name":"Crow","redirect_uris":"{back}/{2000 x}"} | Redirect URI is too long (maximum is 2000 characters) |
      | {"client_name":"Crow","redirect_uris":"{21 https://crow.example/\\n}"} | Redirect URI has too many entries (maximum is 20) |
      | {"client_name":"Crow","redirect_uris":{"a":{"b":"c"}}} | redirect_uris must be a list |
      | {"client_name":"Crow","redirect_uris":"{back}","scopes":"read:nests"} | Scopes doesn't match configured on the server |
      | {"client_name":"Crow","redirect_uris":"{back}","scopes":"user:read"} | Scopes doesn't match configured on the server |
      | {"client_name":"Crow","redirect_uris":"{back}","scopes":"admin:gateway"} | Scopes doesn't match configured on the server |
      | {"client_name":"Crow","redirect_uris":"{back}","scopes":"{300 read }"} | Scopes doesn't match configured on the server |
      | {"client_name":"Crow","redirect_uris":"{back}","scopes":["read"]} | scopes must be a text |
      | {"client_name":"Crow","redirect_uris":"{back}","website":"crow"} | Website is not a valid URL |
      | {"client_name":"Crow","redirect_uris":"{back}","website":"javascript:alert(1)"} | Website is not a valid URL |
      | {"client_name":"Crow","redirect_uris":"{back}","website":"https://crow.example/{2000 x}"} | Website is not a valid URL |

  Scenario Outline: for <form> there is no token
    When a visitor asks POST /oauth/token with form <form>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | form | status | error |
      | client_id={client}&client_secret={client_secret}&code={code}&redirect_uri={back}&code_verifier={proof} | 400 | invalid_request |
      | grant_type=token&client_id={client}&client_secret={client_secret} | 400 | unsupported_grant_type |
      | grant_type={500 x}&client_id={client}&client_secret={client_secret} | 400 | unsupported_grant_type |
      | grant_type=refresh_token&refresh_token={bearer}&client_id={client}&client_secret={client_secret} | 400 | unsupported_grant_type |
      | grant_type=password&username={email}&password=x&client_id={client}&client_secret={client_secret} | 400 | unsupported_grant_type |
      | grant_type[]=authorization_code&client_id={client}&client_secret={client_secret} | 400 | invalid_request |
      | grant_type=authorization_code&code={code}&redirect_uri={back}&code_verifier={proof} | 401 | invalid_client |
      | grant_type=authorization_code&client_id={client}&code={code}&redirect_uri={back}&code_verifier={proof} | 401 | invalid_client |
      | grant_type=authorization_code&client_id={client}&client_secret={client_secret}x&code={code}&redirect_uri={back}&code_verifier={proof} | 401 | invalid_client |
      | grant_type=authorization_code&client_id={client}&client_secret={other_secret}&code={code}&redirect_uri={back}&code_verifier={proof} | 401 | invalid_client |
      | grant_type=authorization_code&client_id={129 x}&client_secret={client_secret}&code={code}&redirect_uri={back}&code_verifier={proof} | 401 | invalid_client |
      | grant_type=authorization_code&client_id={client}&client_secret={129 x}&code={code}&redirect_uri={back}&code_verifier={proof} | 401 | invalid_client |
      | grant_type=authorization_code&client_id[]={client}&client_secret={client_secret}&code={code}&redirect_uri={back}&code_verifier={proof} | 400 | invalid_request |
      | grant_type=authorization_code&client_id={client}&client_secret={client_secret}&redirect_uri={back}&code_verifier={proof} | 400 | invalid_request |
      | grant_type=authorization_code&client_id={client}&client_secret={client_secret}&code={code}&code_verifier={proof} | 400 | invalid_request |
      | grant_type=authorization_code&client_id={client}&client_secret={client_secret}&code={code}x&redirect_uri={back}&code_verifier={proof} | 400 | invalid_grant |
      | grant_type=authorization_code&client_id={client}&client_secret={client_secret}&code={129 x}&redirect_uri={back}&code_verifier={proof} | 400 | invalid_grant |
      | grant_type=authorization_code&client_id={client}&client_secret={client_secret}&code={code}&redirect_uri={back}/&code_verifier={proof} | 400 | invalid_grant |
      | grant_type=authorization_code&client_id={client}&client_secret={client_secret}&code={code}&redirect_uri={3000 x}&code_verifier={proof} | 400 | invalid_grant |
      | grant_type=authorization_code&client_id={client}&client_secret={client_secret}&code={code}&redirect_uri={back} | 400 | invalid_grant |
      | grant_type=authorization_code&client_id={client}&client_secret={client_secret}&code={code}&redirect_uri={back}&code_verifier={proof}x | 400 | invalid_grant |
      | grant_type=authorization_code&client_id={client}&client_secret={client_secret}&code={code}&redirect_uri={back}&code_verifier={129 x} | 400 | invalid_grant |
      | grant_type=authorization_code&client_id={other}&client_secret={other_secret}&code={code}&redirect_uri={back}&code_verifier={proof} | 400 | invalid_grant |
      | grant_type=client_credentials&client_id={client}&client_secret={other_secret} | 401 | invalid_client |
      | grant_type=client_credentials&client_id={client}&client_secret={client_secret}&scope=push | 400 | invalid_scope |
      | grant_type=client_credentials&client_id={client}&client_secret={client_secret}&scope=read:nests | 400 | invalid_scope |
      | grant_type=client_credentials&client_id={client}&client_secret={client_secret}&scope={300 read+} | 400 | invalid_scope |
      | grant_type=client_credentials&client_id={client}&client_secret={client_secret}&scope[]=read | 400 | invalid_request |
      | grant_type=%ff | 400 | invalid_request |
      | grant_type={70000 x} | 413 | Request body too large |

  Scenario Outline: by <form> no token is given back
    When a visitor asks POST /oauth/revoke with form <form>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | form | status | error |
      | token={bearer} | 401 | invalid_client |
      | client_id={client}&client_secret={other_secret}&token={bearer} | 401 | invalid_client |
      | client_id={client}&client_secret={client_secret} | 400 | invalid_request |
      | client_id={client}&client_secret={client_secret}&token[]={bearer} | 400 | invalid_request |
      | client_id={client}&client_secret={client_secret}&token={bearer} | 403 | unauthorized_client |

  Scenario Outline: by <query> nobody is sent anywhere
    When a visitor asks GET /oauth/authorize?<query>
    Then the page says 400 "<error>"
    And nothing has changed

    Examples:
      | query | error |
      | response_type=code | This app is not known here: it has to register anew. |
      | client_id=crow&redirect_uri={back}&response_type=code | This app is not known here: it has to register anew. |
      | client_id={129 x}&redirect_uri={back}&response_type=code | This app is not known here: it has to register anew. |
      | client_id[]={client}&redirect_uri={back}&response_type=code | This app is not known here: it has to register anew. |
      | client_id={client}&response_type=code | This app is not registered for the address that it wants you to be sent to. |
      | client_id={client}&redirect_uri=https://crow.example/bac&response_type=code | This app is not registered for the address that it wants you to be sent to. |
      | client_id={client}&redirect_uri={back}/&response_type=code | This app is not registered for the address that it wants you to be sent to. |
      | client_id={client}&redirect_uri={back}/further&response_type=code | This app is not registered for the address that it wants you to be sent to. |
      | client_id={client}&redirect_uri={back}?x=y&response_type=code | This app is not registered for the address that it wants you to be sent to. |
      | client_id={client}&redirect_uri={back}%23here&response_type=code | This app is not registered for the address that it wants you to be sent to. |
      | client_id={client}&redirect_uri=https://crow.example:444/back&response_type=code | This app is not registered for the address that it wants you to be sent to. |
      | client_id={client}&redirect_uri=http://crow.example/back&response_type=code | This app is not registered for the address that it wants you to be sent to. |
      | client_id={client}&redirect_uri=https://ada@crow.example/back&response_type=code | This app is not registered for the address that it wants you to be sent to. |
      | client_id={client}&redirect_uri=https://CROW.example/back&response_type=code | This app is not registered for the address that it wants you to be sent to. |
      | client_id={client}&redirect_uri=javascript:alert(1)&response_type=code | This app is not registered for the address that it wants you to be sent to. |
      | client_id={client}&redirect_uri={3000 x}&response_type=code | This app is not registered for the address that it wants you to be sent to. |

  Scenario Outline: by <query> an app gets no code
    When a visitor asks GET /oauth/authorize?client_id={client}&redirect_uri={back}&<query>
    Then the app is told "<told>"
    And nothing has changed

    Examples:
      | query | told |
      | state=s | error=unsupported_response_type&state=s |
      | response_type=token&state=s | error=unsupported_response_type&state=s |
      | response_type={300 x} | error=unsupported_response_type |
      | response_type=code&scope=read:nests&state=s | error=invalid_scope&state=s |
      | response_type=code&scope=push | error=invalid_scope |
      | response_type=code&scope={300 read+} | error=invalid_scope |
      | response_type=code&state={2049 s} | error=invalid_request |
      | response_type=code&code_challenge_method=plain&code_challenge={proof}&state=s | error=invalid_request&state=s |
      | response_type=code&code_challenge={proof}&state=s | error=invalid_request&state=s |
      | response_type=code&code_challenge=short&code_challenge_method=S256 | error=invalid_request |
      | response_type=code&code_challenge={44 x}&code_challenge_method=S256 | error=invalid_request |
      | response_type=code&code_challenge_method={100 x} | error=invalid_request |

  Scenario Outline: a form that came from elsewhere does nothing: <method> <path> with <form>
    When a visitor asks <method> <path>?client_id={client}&redirect_uri={back}&response_type=code with form <form>
    Then the page says 403 "This form was not sent from its own page, or your browser keeps no cookies. Go back and try again."
    And nothing has changed

    Examples:
      | method | path | form |
      | POST | /oauth/log_in | email={email}&password=x |
      | POST | /oauth/log_in | email={email}&password=x&csrf=x |
      | POST | /oauth/log_in | email={email}&password=x&csrf={5000 x} |
      | POST | /oauth/log_in | email={300 x}&password={300 x} |
      | POST | /oauth/authorize | decision=allow |
      | POST | /oauth/authorize | decision=allow&csrf={code} |
      | POST | /oauth/authorize | decision={300 x} |

  Scenario Outline: <path> shows no code
    When a visitor asks GET <path>
    Then the page says 400 "There is no code in this address."
    And nothing has changed

    Examples:
      | path |
      | /oauth/authorize/native |
      | /oauth/authorize/native?code= |
      | /oauth/authorize/native?code={129 x} |

  Scenario Outline: by <query> somebody is asked all the same
    When a visitor asks GET /oauth/authorize?client_id={client}&redirect_uri={back}&response_type=code&<query>
    Then the page says 200 ""
    And nothing has changed

    Examples:
      | query |
      | force_login=maybe |
      | lang={300 x} |
