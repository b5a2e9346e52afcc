@bad_input @wire
Feature: Bad input: publishing through the gateway
  A frame that makes no sense is answered with its error and a reason; nothing is said, and the connection stays.

  Background:
    Given Ada and Bob have posted
    And Ada opens a channel with "rooks"

  Scenario Outline: <message> for <topic> as "<id>" is <error>
    When Ada tells <topic> the message <message> as "<id>"
    Then the gateway answers "<error>"
    And nothing has changed
    And Ada reads nothing in the channel of Ada

    Examples:
      | topic               | id     | message                  | error |
      | room:message.{ada}  |        | nothing                  | ERR_BADMESSAGE message_no_object |
      | room:message.{ada}  |        | caw                      | ERR_BADMESSAGE message_no_object |
      | room:message.{ada}  |        | "caw"                    | ERR_BADMESSAGE message_no_object |
      | room:message.{ada}  |        | ["text"]                 | ERR_BADMESSAGE message_no_object |
      | room:message.{ada}  |        | {"text":"caw"            | ERR_BADMESSAGE message_no_object |
      | room:message.{ada}  |        | {200 [}                  | ERR_BADMESSAGE message_no_object |
      | room:message.{ada}  |        | {8193 x}                 | ERR_BADMESSAGE message_too_long |
      | room:message.{ada}  |        | {}                       | ERR_BADMESSAGE text_missing |
      | room:message.{ada}  |        | {"text":7}               | ERR_BADMESSAGE text_missing |
      | room:message.{ada}  |        | {"text":"caw","loud":1}  | ERR_BADMESSAGE member_unknown |
      | room:message.{ada}  |        | {"text":" "}             | ERR_BADMESSAGE text_blank |
      | room:message.{ada}  |        | {"text":"{501 x}"}       | ERR_BADMESSAGE text_too_long |
      | room:message.{ada}  |        | {"text":"\\u0000"}        | ERR_BADMESSAGE text_control |
      | room:message.{ada}  | {65 x} | {"text":"caw"}           | ERR_BADMESSAGE id_malformed |
      | room:message.{ada}  | {NUL}  | {"text":"caw"}           | ERR_BADMESSAGE id_malformed |
      | room:typing.{ada}   |        | caw                      | ERR_BADMESSAGE message_no_object |
      | room:typing.{ada}   |        | {"text":"caw"}           | ERR_BADMESSAGE member_unknown |
      | room:typing.{ada}   | {65 x} | {}                       | ERR_BADMESSAGE id_malformed |
      | room:typing.1       |        | {}                       | ERR_BADTOPIC room_unknown |
      | room:typing         |        | {}                       | ERR_BADTOPIC topic_argument |
      | room:message        |        | {"text":"caw"}           | ERR_BADTOPIC topic_argument |
      | room:message.one    |        | {"text":"caw"}           | ERR_BADTOPIC topic_argument |
      | room:message.1      |        | {"text":"caw"}           | ERR_BADTOPIC room_unknown |
      | room:messages.{ada} |        | {"text":"caw"}           | ERR_BADTOPIC topic_unknown |
      | Room:message.{ada}  |        | {"text":"caw"}           | ERR_BADTOPIC topic_malformed |
      | {129 x}             |        | {"text":"caw"}           | ERR_BADTOPIC topic_malformed |
      | channel:update.{ada} |       | {"text":"caw"}           | ERR_BADTOPIC topic_not_published |
      | timeline:public     |        | {"text":"caw"}           | ERR_BADTOPIC topic_not_published |

  Scenario Outline: to <frame> the gateway answers <error>
    When the gateway hears <frame>
    Then the gateway answers "<error>"
    And nothing has changed

    Examples:
      | frame | error |
      | {"type":"PUBLISH"} | ERR_BADMESSAGE |
      | {"type":"PUBLISH","data":[]} | ERR_BADMESSAGE |
      | {"type":"PUBLISH","data":{"message":"{}"}} | ERR_BADMESSAGE |
      | {"type":"PUBLISH","data":{"topic":"room:message.{ada}"}} | ERR_BADMESSAGE |
      | {"type":"PUBLISH","data":{"topic":["room:message.{ada}"],"message":"{}"}} | ERR_BADMESSAGE |
      | {"type":"PUBLISH","data":{"topic":"room:message.{ada}","message":{"text":"caw"}}} | ERR_BADMESSAGE |
      | {"type":"PUBLISH","data":{"topic":"room:message.{ada}","message":"{}","id":7}} | ERR_BADMESSAGE |
      | {"type":"PUBLISH","data":{"topic":"room:message.{ada}","message":"{}","auth_token":7}} | ERR_BADMESSAGE |
      | {"type":"PUBLISH","data":{"topic":"room:message.{ada}","message":"{}","auth_token":"{4097 x}"}} | ERR_BADMESSAGE |
      | {"type":"PUBLISH","nonce":"{65 x}","data":{"topic":"room:message.{ada}","message":"{}"}} | ERR_BADMESSAGE |
      | {"type":"PUBLISH","nonce":7,"data":{"topic":"room:message.{ada}","message":"{}"}} | ERR_BADMESSAGE |

  Scenario Outline: who shows <token> publishes nothing
    When somebody with the token "<token>" tells room:message.{ada} the message {"text":"caw"}
    Then the gateway answers "<error>"
    And Ada reads nothing in the channel of Ada

    Examples:
      | token   | error |
      |         | ERR_BADAUTH token_missing |
      | caw     | ERR_BADAUTH token_invalid |
      | {bearer}x | ERR_BADAUTH token_invalid |
      | {admin} | ERR_BADAUTH scope_missing:room:write:message |
