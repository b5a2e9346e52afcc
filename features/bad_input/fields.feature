@bad_input @wire
Feature: Bad input: fields
  Each field of a request has a limit and a form.

  Background:
    Given Ada and Bob have posted

  Scenario Outline: a post with <body>
    When Ada asks POST /api/v1/statuses with JSON <body>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | body                                          | status | error |
      | {}                                            | 422 | Validation failed: Text can't be blank |
      | {"status":""}                                 | 422 | Validation failed: Text can't be blank |
      | {"status":" \\n\\t "}                         | 422 | Validation failed: Text can't be blank |
      | {"status":null}                               | 422 | Validation failed: Text can't be blank |
      | {"status":"{501 x}"}                          | 422 | Validation failed: Text character limit of 500 exceeded |
      | {"status":"caw","spoiler_text":"{501 x}"}     | 422 | Validation failed: Text character limit of 500 exceeded |
      | {"status":"{300 x}","spoiler_text":"{201 x}"} | 422 | Validation failed: Text character limit of 500 exceeded |
      | {"status":"e{20000 ́}"}                        | 422 | Validation failed: Text character limit of 500 exceeded |
      | {"status":"a\\u0000b"}                        | 422 | Validation failed: Text contains control characters |
      | {"status":"a\\u001bb"}                        | 422 | Validation failed: Text contains control characters |
      | {"status":"caw","spoiler_text":"a\\u0000b"}   | 422 | Validation failed: Text contains control characters |
      | {"status":"caw","spoiler_text":["a"]}         | 422 | Validation failed: spoiler_text must be a text |
      | {"status":"caw","visibility":"secret"}        | 422 | Validation failed: Visibility is not included in the list |
      | {"status":"caw","visibility":["public"]}      | 422 | Validation failed: visibility must be a text |
      | {"status":"caw","sensitive":"maybe"}          | 422 | Validation failed: sensitive must be true or false |
      | {"status":"caw","sensitive":[true]}           | 422 | Validation failed: sensitive must be true or false |
      | {"status":"caw","language":["en"]}            | 422 | Validation failed: language must be a text |
      | {"status":"caw","in_reply_to_id":"1"}         | 404 | Record not found |
      | {"status":"caw","in_reply_to_id":"caw"}       | 404 | Record not found |
      | {"status":"caw","in_reply_to_id":"{secret}"}  | 404 | Record not found |
      | {"status":"caw","in_reply_to_id":["{post}"]}  | 422 | Validation failed: in_reply_to_id must be an id |
      | {"status":"caw","in_reply_to_id":{"a":"1"}}   | 422 | Validation failed: in_reply_to_id must be an id |

  Scenario Outline: a list with <body>
    When Ada asks POST /api/v1/lists with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                                      | error |
      | {}                                        | Title can't be blank |
      | {"title":" "}                             | Title can't be blank |
      | {"title":"{101 x}"}                       | Title is too long (maximum is 100 characters) |
      | {"title":"a\\u0000b"}                     | Title contains control characters |
      | {"title":"a\\nb"}                         | Title contains control characters |
      | {"title":["birds"]}                       | title must be a text |
      | {"title":"birds","replies_policy":"all"}  | Replies policy is not included in the list |
      | {"title":"birds","replies_policy":["list"]} | replies_policy must be a text |

  Scenario Outline: a filter with <body>
    When Ada asks POST /api/v2/filters with JSON <body>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | body                                                       | status | error |
      | {"context":["home"]}                                       | 422 | Validation failed: Title can't be blank |
      | {"title":"{101 x}","context":["home"]}                     | 422 | Validation failed: Title is too long (maximum is 100 characters) |
      | {"title":"a\\u0000b","context":["home"]}                   | 422 | Validation failed: Title contains control characters |
      | {"title":"x"}                                              | 422 | Validation failed: Context None or invalid context supplied |
      | {"title":"x","context":["moon"]}                           | 422 | Validation failed: Context None or invalid context supplied |
      | {"title":"x","context":["home"],"filter_action":"burn"}    | 422 | Validation failed: Filter action is not included in the list |
      | {"title":"x","context":["home"],"expires_in":-1}           | 422 | Validation failed: Expires in is not a number of seconds |
      | {"title":"x","context":["home"],"expires_in":"soon"}       | 422 | Validation failed: Expires in is not a number of seconds |
      | {"title":"x","context":["home"],"keywords_attributes":[{"keyword":" "}]} | 422 | Validation failed: Keyword can't be blank |
      | {"title":"x","context":["home"],"keywords_attributes":[{"keyword":"{101 x}"}]} | 422 | Validation failed: Keyword is too long (maximum is 100 characters) |
      | {"title":"x","context":["home"],"keywords_attributes":[{"id":"1","keyword":"x"}]} | 404 | Record not found |
      | {"title":"x","context":["home"],"keywords_attributes":["x"]} | 422 | Validation failed: keywords_attributes must be a group |

  Scenario Outline: a profile with <body>
    When Ada asks PATCH /api/v1/accounts/update_credentials with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                                       | error |
      | {"avatar":"rook.png"}                      | Avatar content type is invalid, Avatar is invalid |
      | {"avatar":"data:image/png;base64,Y2F3"}    | Avatar content type is invalid, Avatar is invalid |
      | {"avatar":["a"]}                           | avatar must be a text |
      | {"header":"data:image/svg+xml;base64,PHN2Zy8+"} | Header content type is invalid, Header is invalid |
      | {"header":{"a":"b"}}                       | header must be a text |
      | {"display_name":"{31 x}"}                  | Display name is too long (maximum is 30 characters) |
      | {"display_name":"a\\u0000b"}               | Display name contains control characters |
      | {"display_name":["a"]}                     | display_name must be a text |
      | {"note":"{501 x}"}                         | Note is too long (maximum is 500 characters) |
      | {"note":"a\\u0000b"}                       | Profile contains control characters |
      | {"note":{"a":"b"}}                         | note must be a text |
      | {"locked":"maybe"}                         | locked must be true or false |
      | {"bot":"maybe"}                            | bot must be true or false |
      | {"discoverable":[1]}                       | discoverable must be true or false |
      | {"source":"x"}                             | source must be a group |
      | {"source":{"privacy":"secret"}}            | Visibility is not included in the list |
      | {"source":{"language":"{40 x}"}}           | Language is not included in the list |
      | {"source":{"sensitive":"maybe"}}           | sensitive must be true or false |
      | {"fields_attributes":"x"}                  | fields_attributes must be a group |
      | {"fields_attributes":["x"]}                | fields_attributes must be a group |
      | {"fields_attributes":[{"name":"{256 x}","value":"x"}]} | Profile fields are too long (maximum is 255 characters each) |
      | {"fields_attributes":[{"name":"x","value":"{256 x}"}]} | Profile fields are too long (maximum is 255 characters each) |
      | {"fields_attributes":[{"value":"x"}]}      | Profile fields must have a name |
      | {"fields_attributes":[{"name":"a","value":"a"},{"name":"b","value":"b"},{"name":"c","value":"c"},{"name":"d","value":"d"},{"name":"e","value":"e"}]} | Profile has too many fields (maximum is 4) |

  Scenario Outline: to follow with <body>
    When Ada asks POST /api/v1/accounts/{bob}/follow with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                | error |
      | {"reblogs":"maybe"} | reblogs must be true or false |
      | {"reblogs":[true]}  | reblogs must be true or false |
      | {"notify":"maybe"}  | notify must be true or false |
      | {"notify":{"a":1}}  | notify must be true or false |
      | {"languages":["english"]} | Languages is invalid |
      | {"languages":["{40 x}"]}  | Languages is invalid |
      | {"languages":[["en"]]}    | languages must be a list |

  Scenario Outline: a note with <body>
    When Ada asks POST /api/v1/accounts/{bob}/note with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                     | error |
      | {"comment":"{2001 x}"}   | Comment is too long (maximum is 2000 characters) |
      | {"comment":"a\\u0000b"}  | Comment contains control characters |
      | {"comment":["a rook"]}   | comment must be a text |

  Scenario Outline: to register with <body>
    When a visitor asks POST /auth/register with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body | error |
      | {} | Username can't be blank, Email can't be blank, Password can't be blank |
      | {"username":"{31 x}","email":"x@rookery.example","password":"correct horse"} | Username is too long (maximum is 30 characters) |
      | {"username":"a b","email":"x@rookery.example","password":"correct horse"} | Username must contain only letters, numbers and underscores |
      | {"username":"admin","email":"x@rookery.example","password":"correct horse"} | Username is reserved |
      | {"username":["x"],"email":"x@rookery.example","password":"correct horse"} | username must be a text |
      | {"username":"nobody7","email":"x","password":"correct horse"} | Email is invalid |
      | {"username":"nobody7","email":"{250 x}@rookery.example","password":"correct horse"} | Email is too long (maximum is 254 characters) |
      | {"username":"nobody7","email":"{email}","password":"correct horse"} | Email has already been taken |
      | {"username":"nobody7","email":"x@rookery.example","password":"short"} | Password is too short (minimum is 8 characters) |
      | {"username":"nobody7","email":"x@rookery.example","password":"{257 x}"} | Password is too long (maximum is 256 bytes) |

  Scenario Outline: to delete an account that one is not logged in to with <body>
    When a visitor asks POST /auth/account/delete with JSON <body>
    Then the answer is 401 "The access token is invalid"
    And nothing has changed

    Examples:
      | body |
      | {} |
      | {"email":"{email}","password":"{257 x}"} |
      | {"email":"{300 x}","password":"correct horse"} |
      | {"email":"{email}","code":"{5000 x}"} |
      | {"email":["{email}"],"password":7} |

  Scenario Outline: to log in with <body>
    When a visitor asks POST /auth/login with JSON <body>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | body | status | error |
      | {} | 422 | Validation failed: Email can't be blank |
      | {"email":"{email}"} | 422 | Validation failed: Password can't be blank |
      | {"email":"{email}","password":"wrong horse"} | 401 | invalid_credentials |
      | {"email":"nobody@rookery.example","password":"wrong horse"} | 401 | invalid_credentials |
      | {"email":"{email}","password":"{257 x}"} | 401 | invalid_credentials |
      | {"email":["{email}"],"password":"x"} | 422 | Validation failed: email must be a text |
