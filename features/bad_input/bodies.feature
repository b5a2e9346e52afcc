@bad_input @wire
Feature: Bad input: bodies
  A body has to be what it says it is, no larger than allowed, and is never unpacked.

  Background:
    Given Ada and Bob have posted

  Scenario Outline: <body> as <kind> is refused
    When Ada asks POST /api/v1/statuses with <kind> <body>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | kind             | body                              | status | error |
      | form             | status=%ff                        | 400    | Parameters are not UTF-8 |
      | form             | status[a][b][c][d][e]=x           | 400    | Parameters are nested too deep |
      | form             | status[]=x                        | 422    | Validation failed: status must be a text |
      | form             | status[a]=x                       | 422    | Validation failed: status must be a text |
      | form             | status={70000 x}                  | 413    | Request body too large |
      | parts            | --x                               | 400    | The body is not valid multipart |
      | multipart/form-data | x                              | 400    | The body is not valid multipart |
      | JSON             | ["caw"]                           | 400    | The body must be a JSON object |
      | JSON             | "caw"                             | 400    | The body must be a JSON object |
      | JSON             | 7                                 | 400    | The body must be a JSON object |
      | JSON             | {"status":["caw"]}                | 422    | Validation failed: status must be a text |
      | JSON             | {"status":{"a":"caw"}}            | 422    | Validation failed: status must be a text |
      | JSON             | {"status":true}                   | 422    | Validation failed: status must be a text |
      | JSON             | {"status":7}                      | 422    | Validation failed: status must be a text |
      | JSON             | {"status":"{70000 x}"}            | 413    | Request body too large |
      | text             | status=caw                        | 415    | Content-Type must be JSON or a form |
      | application/xml  | status                            | 415    | Content-Type must be JSON or a form |
      | application/octet-stream | caw                       | 415    | Content-Type must be JSON or a form |
      | nothing named    | status=caw                        | 415    | Content-Type must be JSON or a form |

  Scenario Outline: <body> is no JSON
    When Ada asks POST /api/v1/statuses with JSON <body>
    Then the answer is 400 "The body is not valid JSON: <why>"
    And nothing has changed

    Examples:
      | body                              | why |
      | {                                 | EOF while parsing an object at line 1 column 1 |
      | {"status":"caw"                   | EOF while parsing an object at line 1 column 15 |
      | {"status":"caw"} and more         | trailing characters at line 1 column 18 |
      | {"status":"caw","status":"again"} | a name is there twice at line 1 column 33 |
      | {"status":NaN}                    | expected value at line 1 column 11 |
      | {"status":'caw'}                  | expected value at line 1 column 11 |

  Scenario Outline: <header>: <value> is not taken
    When Ada asks POST /api/v1/statuses under <header>: <value>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | header           | value        | status | error |
      | Content-Encoding | gzip         | 415    | Content-Encoding is not supported |
      | Content-Encoding | br           | 415    | Content-Encoding is not supported |
      | Content-Encoding | x-unheard-of | 415    | Content-Encoding is not supported |
      | Idempotency-Key  | {256 x}      | 400    | Idempotency-Key is too long (maximum is 255 bytes) |
