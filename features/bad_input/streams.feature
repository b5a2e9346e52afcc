@bad_input @wire
Feature: Bad input: streams
  A stream that is none is refused before it is opened, or by a frame; what is no message ends the connection with its code.

  Background:
    Given Ada and Bob have posted

  Scenario Outline: no events come from <path>
    When Ada asks <method> <path>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | method | path                                  | status | error |
      | GET    | /api/v1/streaming/nests               | 400 | Unknown channel requested |
      | GET    | /api/v1/streaming/user/nests          | 400 | Unknown channel requested |
      | GET    | /api/v1/streaming/hashtag             | 400 | Missing tag name parameter |
      | GET    | /api/v1/streaming/hashtag?tag=        | 400 | Missing tag name parameter |
      | GET    | /api/v1/streaming/hashtag?tag=1984    | 400 | Missing tag name parameter |
      | GET    | /api/v1/streaming/hashtag/local?tag=a%20b | 400 | Missing tag name parameter |
      | GET    | /api/v1/streaming/list?list=1         | 401 | Not authorized to stream this list |
      | GET    | /api/v1/streaming?stream=public       | 426 | This is a websocket |

  Scenario Outline: <who> opens no socket at <query>
    When <who> opens a socket at <query>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | who       | query                              | status | error |
      | a visitor |                                    | 401    | The access token is invalid |
      | a visitor | ?stream=user                       | 401    | The access token is invalid |
      | a visitor | ?stream=user:notification          | 401    | The access token is invalid |
      | a visitor | ?stream=direct                     | 401    | The access token is invalid |
      | a visitor | ?stream=public&access_token=caw    | 401    | The access token is invalid |
      | a visitor | ?stream=user&access_token={bearer}x | 401   | The access token is invalid |
      | Ada       | ?stream=nests                      | 400    | Unknown stream type |
      | Ada       | ?stream=users                      | 400    | Unknown stream type |
      | Ada       | ?stream=hashtag                    | 400    | Missing tag name parameter |
      | Ada       | ?stream=hashtag&tag=1984           | 400    | Missing tag name parameter |
      | Ada       | ?stream=hashtag:local&tag=a%20b    | 400    | Missing tag name parameter |

  Scenario Outline: to <words> a socket answers <status>
    When the socket of Ada says <words>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | words                                                | status | error |
      | {"type":"subscribe","stream":"nests"}                | 400    | Unknown stream type |
      | {"type":"subscribe","stream":""}                     | 400    | Unknown stream type |
      | {"type":"subscribe","stream":["nests"]}              | 400    | Unknown stream type |
      | {"type":"subscribe","stream":"hashtag"}              | 400    | Missing tag name parameter |
      | {"type":"subscribe","stream":"hashtag","tag":""}     | 400    | Missing tag name parameter |
      | {"type":"subscribe","stream":"hashtag","tag":"a b"}  | 400    | Missing tag name parameter |
      | {"type":"subscribe","stream":"hashtag:local","tag":"1984"} | 400 | Missing tag name parameter |
      | {"type":"subscribe","stream":"list","list":"1"}      | 401    | Not authorized to stream this list |
      | {"type":"subscribe","stream":"hashtag","tag":"{17000 x}"} | 1009 |  |
      | {20000 x}                                            | 1009   |  |
      | the bytes caw                                        | 1003   |  |

  Scenario Outline: a visitor's socket says <words>
    When the socket of a visitor says <words>
    Then the answer is 401 "The access token is invalid"
    And nothing has changed

    Examples:
      | words                                              |
      | {"type":"subscribe","stream":"user"}               |
      | {"type":"subscribe","stream":"user:notification"}  |
      | {"type":"subscribe","stream":"direct"}             |
