@bad_input @wire
Feature: Bad input: channels
  Each field of what is asked of a channel has a limit and a form.

  Background:
    Given Ada and Bob have posted
    And Ada opens a channel with "rooks"

  Scenario Outline: a channel with <body>
    When Ada asks PUT /api/rookery/v1/channel with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                                   | error |
      | {}                                     | Title can't be blank |
      | {"title":" "}                          | Title can't be blank |
      | {"title":"{141 x}"}                    | Title is too long (maximum is 140 characters) |
      | {"title":"a\\u0000b"}                  | Title contains control characters |
      | {"title":"a\\nb"}                      | Title contains control characters |
      | {"title":["rooks"]}                    | title must be a text |
      | {"title":"caw","category":"{101 x}"}   | Category is too long (maximum is 100 characters) |
      | {"title":"caw","category":"a\\nb"}     | Category contains control characters |
      | {"title":"caw","category":["Birds"]}   | category must be a text |
      | {"title":"caw","live":"maybe"}         | live must be true or false |
      | {"title":"caw","live":[true]}          | live must be true or false |

  Scenario Outline: points with <body>
    When Ada asks POST /api/rookery/v1/channels/{ada}/points with JSON <body>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | body                                     | status | error |
      | {}                                       | 422 | Validation failed: Points must be a whole number from 1 to 1000000 |
      | {"account":"{bob}","points":0}           | 422 | Validation failed: Points must be a whole number from 1 to 1000000 |
      | {"account":"{bob}","points":-1}          | 422 | Validation failed: Points must be a whole number from 1 to 1000000 |
      | {"account":"{bob}","points":1000001}     | 422 | Validation failed: Points must be a whole number from 1 to 1000000 |
      | {"account":"{bob}","points":99999999999999999999} | 422 | Validation failed: points must be a whole number |
      | {"account":"{bob}","points":0.5}         | 422 | Validation failed: points must be a whole number |
      | {"account":"{bob}","points":"many"}      | 422 | Validation failed: points must be a whole number |
      | {"account":"{bob}","points":[1]}         | 422 | Validation failed: points must be a whole number |
      | {"points":1}                             | 422 | Validation failed: account is missing |
      | {"account":"caw","points":1}             | 404 | Record not found |
      | {"account":"1","points":1}               | 404 | Record not found |
      | {"account":["{bob}"],"points":1}         | 422 | Validation failed: account must be an id |

  Scenario Outline: a message with <body>
    When Bob asks POST /api/rookery/v1/channels/{ada}/messages with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                            | error |
      | {}                              | Text can't be blank |
      | {"text":" "}                    | Text can't be blank |
      | {"text":"{501 x}"}              | Text character limit of 500 exceeded |
      | {"text":"e{20000 ́}"}            | Text character limit of 500 exceeded |
      | {"text":"a\\u0000b"}            | Text contains control characters |
      | {"text":["caw"]}                | text must be a text |
      | {"text":"caw","id":"{65 x}"}    | Id must have at most 64 bytes and no control characters |
      | {"text":"caw","id":"a\\nb"}     | Id must have at most 64 bytes and no control characters |
      | {"text":"caw","id":["one"]}     | id must be a text |

  Scenario Outline: a prediction with <body>
    When Ada asks POST /api/rookery/v1/channels/{ada}/predictions with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                                                        | error |
      | {}                                                          | Title can't be blank |
      | {"title":"{141 x}","outcomes":["a","b"],"window":60}        | Title is too long (maximum is 140 characters) |
      | {"title":["t"],"outcomes":["a","b"],"window":60}            | title must be a text |
      | {"title":"t","window":60}                                   | Outcomes must be from 2 to 10 |
      | {"title":"t","outcomes":["a"],"window":60}                  | Outcomes must be from 2 to 10 |
      | {"title":"t","outcomes":["0","1","2","3","4","5","6","7","8","9","a"],"window":60} | Outcomes must be from 2 to 10 |
      | {"title":"t","outcomes":["a",""],"window":60}               | Outcome can't be blank |
      | {"title":"t","outcomes":["a","a"],"window":60}              | Outcomes contain duplicate items |
      | {"title":"t","outcomes":["a","{61 x}"],"window":60}         | Outcome is too long (maximum is 60 characters) |
      | {"title":"t","outcomes":[["a"],"b"],"window":60}            | outcomes must be a list |
      | {"title":"t","outcomes":["a","b"]}                          | Window must be a whole number from 1 to 1800 |
      | {"title":"t","outcomes":["a","b"],"window":0}               | Window must be a whole number from 1 to 1800 |
      | {"title":"t","outcomes":["a","b"],"window":1801}            | Window must be a whole number from 1 to 1800 |
      | {"title":"t","outcomes":["a","b"],"window":"soon"}          | window must be a whole number |

  Scenario Outline: a poll in a channel with <body>
    When Ada asks POST /api/rookery/v1/channels/{ada}/polls with JSON <body>
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | body                                                        | error |
      | {}                                                          | Question can't be blank |
      | {"question":"{141 x}","choices":["a","b"],"seconds":60}     | Question is too long (maximum is 140 characters) |
      | {"question":["q"],"choices":["a","b"],"seconds":60}         | question must be a text |
      | {"question":"q","choices":["a"],"seconds":60}               | Choices must be from 2 to 5 |
      | {"question":"q","choices":["1","2","3","4","5","6"],"seconds":60} | Choices must be from 2 to 5 |
      | {"question":"q","choices":["a","a"],"seconds":60}           | Choices contain duplicate items |
      | {"question":"q","choices":["a","{61 x}"],"seconds":60}      | Choice is too long (maximum is 60 characters) |
      | {"question":"q","choices":[["a"],"b"],"seconds":60}         | choices must be a list |
      | {"question":"q","choices":["a","b"],"seconds":14}           | Seconds must be a whole number from 15 to 1800 |
      | {"question":"q","choices":["a","b"],"seconds":1801}         | Seconds must be a whole number from 15 to 1800 |
      | {"question":"q","choices":["a","b"],"seconds":"soon"}       | seconds must be a whole number |

  Scenario Outline: <path> with <body>
    When Bob asks POST <path> with JSON <body>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | path                                     | body                       | status | error |
      | /api/rookery/v1/predictions/1/stakes     | {"points":1}               | 422 | Validation failed: Outcome is not one of the prediction |
      | /api/rookery/v1/predictions/1/stakes     | {"outcome":-1,"points":1}  | 422 | Validation failed: Outcome is not one of the prediction |
      | /api/rookery/v1/predictions/1/stakes     | {"outcome":"a","points":1} | 422 | Validation failed: outcome must be a whole number |
      | /api/rookery/v1/predictions/1/stakes     | {"outcome":0}              | 422 | Validation failed: Points must be a whole number from 1 to 1000000 |
      | /api/rookery/v1/predictions/1/stakes     | {"outcome":0,"points":1}   | 404 | Record not found |
      | /api/rookery/v1/predictions/caw/lock     | {}                         | 404 | Record not found |
      | /api/rookery/v1/predictions/1/resolve    | {}                         | 422 | Validation failed: Outcome is not one of the prediction |
      | /api/rookery/v1/predictions/1/resolve    | {"outcome":0}              | 404 | Record not found |
      | /api/rookery/v1/predictions/1/cancel     | {}                         | 404 | Record not found |
      | /api/rookery/v1/polls/1/votes            | {}                         | 422 | Validation failed: Choice is not one of the poll |
      | /api/rookery/v1/polls/1/votes            | {"choice":"a"}             | 422 | Validation failed: choice must be a whole number |
      | /api/rookery/v1/polls/1/votes            | {"choice":0}               | 404 | Record not found |
      | /api/rookery/v1/polls/1/end              | {}                         | 404 | Record not found |

  Scenario Outline: <method> <path> is not there
    When Bob asks <method> <path>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | method | path                                             | status | error |
      | GET    | /api/rookery/v1/channels/{bob}                   | 404 | Record not found |
      | GET    | /api/rookery/v1/channels/caw                     | 404 | Record not found |
      | GET    | /api/rookery/v1/channels/99999999999999999999    | 404 | Record not found |
      | POST   | /api/rookery/v1/channels/{bob}/follow            | 404 | Record not found |
      | GET    | /api/rookery/v1/channels/{bob}/messages          | 404 | Record not found |
      | GET    | /api/rookery/v1/channels/{bob}/points            | 404 | Record not found |
      | DELETE | /api/rookery/v1/channels/{ada}/messages/1        | 404 | Record not found |
      | DELETE | /api/rookery/v1/channels/{ada}/messages/caw      | 404 | Record not found |
      | GET    | /api/rookery/v1/channels?live=maybe              | 422 | Validation failed: live must be true or false |
