@bad_input @wire
Feature: Bad input: lists
  Clients ask for pages in many ways: what is only too much is clamped and what is no place in a list is overlooked, but what means something has to make sense.

  Background:
    Given Ada and Bob have posted

  Scenario Outline: <path> is answered all the same
    When Ada asks GET <path>
    Then the answer is 200 ""
    And nothing has changed

    Examples:
      | path |
      | /api/v1/timelines/public?limit=0 |
      | /api/v1/timelines/public?limit=-1 |
      | /api/v1/timelines/public?limit=1000000000 |
      | /api/v1/timelines/home?limit=99999999999999999999 |
      | /api/v1/timelines/home?limit=many |
      | /api/v1/timelines/home?limit[]=1 |
      | /api/v1/timelines/home?max_id=caw |
      | /api/v1/timelines/home?max_id= |
      | /api/v1/timelines/home?since_id=-1 |
      | /api/v1/timelines/home?min_id=99999999999999999999 |
      | /api/v1/timelines/home?max_id=5&min_id=9 |
      | /api/v1/notifications?limit=1000000000&types[]=nests |
      | /api/v2/search?q=caw&offset=-1 |
      | /api/v2/search?q=caw&offset=99999999999999999999 |
      | /api/v2/search?q={5000 x} |
      | /api/v2/search?q=%00 |
      | /api/v2/search?q=%25_%27%22%5C |
      | /api/v2/search?q=caw&type=nests |
      | /api/v1/accounts/search?q={5000 x}&limit=1000000000 |
      | /api/v1/markers?timeline[]=nests |

  Scenario Outline: <path> makes no sense
    When Ada asks GET <path>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | path | status | error |
      | /api/v2/search                                 | 400 | q is missing |
      | /api/v2/search?q[]=caw                         | 422 | Validation failed: q must be a text |
      | /api/v2/search?q=caw&type[]=accounts           | 422 | Validation failed: type must be a text |
      | /api/v2/search?q=caw&following=maybe           | 422 | Validation failed: following must be true or false |
      | /api/v2/search?q=caw&account_id=caw            | 404 | Record not found |
      | /api/v2/search?q=caw&account_id[]=1            | 422 | Validation failed: account_id must be an id |
      | /api/v1/notifications?account_id=caw           | 404 | Record not found |
      | /api/v1/notifications?types[a][b]=mention      | 422 | Validation failed: types must be a list |
      | /api/v1/notifications?exclude_types[a][b]=x    | 422 | Validation failed: exclude_types must be a list |
      | /api/v1/accounts/{bob}/statuses?exclude_reblogs=maybe | 422 | Validation failed: exclude_reblogs must be true or false |
      | /api/v1/accounts/{bob}/statuses?pinned=maybe   | 422 | Validation failed: pinned must be true or false |
      | /api/v1/accounts/{bob}/statuses?tagged[]=rooks | 422 | Validation failed: tagged must be a text |
      | /api/v1/markers?timeline[a][b]=home            | 422 | Validation failed: timeline must be a list |

  Scenario Outline: no marker is moved by <body>
    When Ada asks POST /api/v1/markers with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                                                        | error |
      | {"home":{"last_read_id":"caw"}}                             | home[last_read_id] must be an id |
      | {"home":{"last_read_id":"1"},"notifications":{"last_read_id":"-"}} | notifications[last_read_id] must be an id |

  Scenario Outline: a picture with <body>
    When Ada asks PUT /api/v1/media/1 with JSON <body>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | body                             | status | error |
      | {"description":"caw"}            | 404 | Record not found |
      | {"description":"{1501 x}"}       | 422 | Validation failed: Description is too long (maximum is 1500 characters) |
      | {"description":"a\\u0000b"}      | 422 | Validation failed: Description contains control characters |
      | {"description":["caw"]}          | 422 | Validation failed: description must be a text |
      | {"focus":"caw"}                  | 422 | Validation failed: Focus must be two numbers between -1 and 1 |
      | {"focus":"2,0"}                  | 422 | Validation failed: Focus must be two numbers between -1 and 1 |
      | {"focus":"NaN,0"}                | 422 | Validation failed: Focus must be two numbers between -1 and 1 |
      | {"focus":{"x":"0"}}              | 422 | Validation failed: focus must be a text |

  Scenario Outline: no picture comes from <kind> <body>
    When Ada asks POST /api/v2/media with <kind> <body>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | kind | body                | status | error |
      | form | description=caw     | 422 | Validation failed: File can't be blank |
      | JSON | {"file":"caw"}      | 422 | Validation failed: File can't be blank |
      | text | caw                 | 415 | Content-Type must be JSON or a form |

  Scenario Outline: a post with the pictures <ids>
    When Ada asks POST /api/v1/statuses with JSON {"status":"caw","media_ids":<ids>}
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | ids                       | error |
      | ["1"]                     | Media not found or already attached to another post |
      | ["caw"]                   | Media not found or already attached to another post |
      | ["1","2","3","4","5"]     | Cannot attach more than 4 files |
      | [["1"]]                   | media_ids must be a list |

  Scenario Outline: a profile with <body>
    When Ada asks PATCH /api/v1/accounts/update_credentials with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                         | error |
      | {"indexable":"maybe"}        | indexable must be true or false |
      | {"hide_collections":["1"]}   | hide_collections must be true or false |
