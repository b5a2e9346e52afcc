@bad_input @wire
Feature: Bad input: what else comes with a request
  Polls, plans, reports, lists and what is said beside a registration have limits too.

  Background:
    Given Ada and Bob have posted

  Scenario Outline: a post that asks <poll>
    When Ada asks POST /api/v1/statuses with JSON {"status":"caw","poll":<poll>}
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | poll                                                    | error |
      | "x"                                                     | poll must be a group |
      | ["a","b"]                                               | poll must be a group |
      | {"options":["a"],"expires_in":3600}                     | Poll options must have more than one item |
      | {"options":["a"," "],"expires_in":3600}                 | Poll options must have more than one item |
      | {"options":["a","b","c","d","e"],"expires_in":3600}     | Poll options can't contain more than 4 items |
      | {"options":["a","{51 x}"],"expires_in":3600}            | Poll options cannot be longer than 50 characters each |
      | {"options":["a","a"],"expires_in":3600}                 | Poll options contain duplicate items |
      | {"options":["a","b\\u0000"],"expires_in":3600}          | Poll options contain control characters |
      | {"options":[["a"],"b"],"expires_in":3600}               | options must be a list |
      | {"options":["a","b"]}                                   | Poll expires in can't be blank |
      | {"options":["a","b"],"expires_in":"soon"}               | Poll expires in can't be blank |
      | {"options":["a","b"],"expires_in":299}                  | Poll expires in is too soon (minimum is 300 seconds) |
      | {"options":["a","b"],"expires_in":2629747}              | Poll expires in is too far into the future (maximum is 2629746 seconds) |
      | {"options":["a","b"],"expires_in":3600,"multiple":"maybe"}    | multiple must be true or false |
      | {"options":["a","b"],"expires_in":3600,"hide_totals":"maybe"} | hide_totals must be true or false |

  Scenario Outline: a vote for <choices>
    When Ada asks POST /api/v1/polls/{post}/votes with JSON {"choices":<choices>}
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | choices   | error |
      | ["first"] | The chosen vote option does not exist |
      | [-1]      | The chosen vote option does not exist |
      | [[0]]     | choices must be a list |

  Scenario Outline: a plan for <when>
    When Ada asks POST /api/v1/statuses with JSON {"status":"caw","scheduled_at":<when>}
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | when                   | error |
      | "tomorrow"             | Scheduled at is not a date with a time and a zone |
      | "2999-12-31"           | Scheduled at is not a date with a time and a zone |
      | ["2999-12-31"]         | scheduled_at must be a text |
      | "2020-01-01T00:00:00Z" | Scheduled at must be at least 5 minutes ahead |
      | "2999-12-31T00:00:00Z" | Scheduled at must be within a year |

  Scenario Outline: an edit that says of its pictures <attributes>
    When Ada asks PUT /api/v1/statuses/{own} with JSON {"status":"caw","media_attributes":<attributes>}
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | attributes                                | error |
      | "x"                                       | media_attributes must be a group |
      | [{"description":"x"}]                     | Media not found or already attached to another post |
      | [{"id":"1","description":"{1501 x}"}]     | Description is too long (maximum is 1500 characters) |
      | [{"id":"1","description":"a\\u0000b"}]    | Description contains control characters |
      | [{"id":"1","focus":"2,0"}]                | Focus must be two numbers between -1 and 1 |

  Scenario Outline: a report with <body>
    When Ada asks POST /api/v1/reports with JSON {"account_id":"{bob}",<body>}
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | body                       | status | error |
      | "comment":"{1001 x}"       | 422 | Validation failed: Comment is too long (maximum is 1000 characters) |
      | "comment":"a\\u0000b"      | 422 | Validation failed: Comment contains control characters |
      | "comment":["a"]            | 422 | Validation failed: comment must be a text |
      | "category":"rude"          | 422 | Validation failed: Category is not included in the list |
      | "category":["spam"]        | 422 | Validation failed: category must be a text |
      | "status_ids":[["1"]]       | 422 | Validation failed: status_ids must be a list |
      | "status_ids":["caw"]       | 404 | Record not found |

  Scenario Outline: to mute for <duration>
    When Ada asks POST /api/v1/accounts/{bob}/mute with JSON {"duration":<duration>}
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | duration      | error |
      | "long"        | duration must be a whole number |
      | 1.5           | duration must be a whole number |
      | [1]           | duration must be a whole number |
      | -1            | Duration must be between 1 second and 100 years, or 0 for no end |
      | 9999999999    | Duration must be between 1 second and 100 years, or 0 for no end |

  Scenario Outline: to a list with <accounts>
    When Ada asks POST /api/v1/lists/1/accounts with JSON {"account_ids":<accounts>}
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | accounts            | status | error |
      | [["1"]]             | 422    | Validation failed: account_ids must be a list |
      | ["caw"]             | 404    | Record not found |
      | [{600 "1",}"1"]     | 422    | Validation failed: account_ids has too many values |

  Scenario Outline: to register beside <words>
    When a visitor asks POST /auth/register with JSON {"username":"newcomer","email":"newcomer@rookery.example","password":"correct horse",<words>}
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | words               | error |
      | "reason":"{501 x}"  | Reason is too long (maximum is 500 characters) |
      | "reason":["please"] | reason must be a text |

  Scenario Outline: to register through an app with <words>
    When Ada asks POST /api/v1/accounts with JSON {<words>}
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | words                | error |
      | "agreement":"maybe"  | agreement must be true or false |
      | "agreement":false    | Agreement must be accepted |

  Scenario Outline: a filter with <body>
    When Ada asks POST /api/v2/filters with JSON {"title":"crows","context":["home"],"keywords_attributes":[{<body>}]}
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                                  | error |
      | "keyword":"{101 x}"                   | Keyword is too long (maximum is 100 characters) |
      | "keyword":"caw","whole_word":"maybe"  | whole_word must be true or false |
      | "keyword":"caw","_destroy":"maybe"    | _destroy must be true or false |

  Scenario Outline: a filter of the first kind with <body>
    When Ada asks POST /api/v1/filters with JSON {"context":["home"],<body>}
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                                   | error |
      | "phrase":" "                           | Keyword can't be blank |
      | "phrase":"{101 x}"                     | Keyword is too long (maximum is 100 characters) |
      | "phrase":["caw"]                       | phrase must be a text |
      | "phrase":"caw","irreversible":"maybe"  | irreversible must be true or false |
      | "phrase":"caw","whole_word":"maybe"    | whole_word must be true or false |

  Scenario Outline: to a filter the post <post>
    When Ada asks POST /api/v2/filters/1/statuses with JSON {"status_id":<post>}
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | post        | status | error |
      | "caw"       | 404    | Record not found |
      | ["{post}"]  | 422    | Validation failed: status_id must be an id |
