@bad_input @wire
Feature: Bad input: running the live gateway
  Who runs the gateway shows a token that is made for that by hand, and says what is to be told where, or what is to end.

  Background:
    Given Ada and Bob have posted

  Scenario Outline: an operator publishes <query>
    When a visitor asks POST /api/rookery/v1/admin/gateway/publish?<query> under Authorization: Bearer {admin}
    Then the answer is 422 "Validation failed: <error>"
    And nothing has changed

    Examples:
      | query | error |
      | message=%7B%7D | a topic is a name of the catalogue, and a number after a dot: channel:update.42 |
      | topic=&message=%7B%7D | a topic is a name of the catalogue, and a number after a dot: channel:update.42 |
      | topic=Channel:update.1&message=%7B%7D | a topic is a name of the catalogue, and a number after a dot: channel:update.42 |
      | topic={129 x}&message=%7B%7D | a topic is a name of the catalogue, and a number after a dot: channel:update.42 |
      | topic=nest:egg.1&message=%7B%7D | there is no topic of this name |
      | topic=channel:update.one&message=%7B%7D | this topic is called otherwise: see the catalogue for its example |
      | topic=channel:update&message=%7B%7D | topic must say of what, with a number after a dot |
      | topic=timeline:public&message=%7B%7D | topic is one of what people do, and nobody else tells anything there |
      | topic=user:notification.1&message=%7B%7D | topic is one of what people do, and nobody else tells anything there |
      | topic=room:typing.1&message=%7B%7D | topic is one that keeps nothing |
      | topic[]=channel:update.1&message=%7B%7D | topic must be a text |
      | topic=channel:update.1 | message must be the text of a JSON object |
      | topic=channel:update.1&message=caw | message must be the text of a JSON object |
      | topic=channel:update.1&message=[] | message must be the text of a JSON object |
      | topic=channel:update.1&message={200 %5B} | message must be the text of a JSON object |
      | topic=channel:update.1&message=%7B%7D&id= | id has 1 to 64 characters, letters, digits and -_.: alone |
      | topic=channel:update.1&message=%7B%7D&id=a%20b | id has 1 to 64 characters, letters, digits and -_.: alone |
      | topic=channel:update.1&message=%7B%7D&id={65 x} | id has 1 to 64 characters, letters, digits and -_.: alone |

  Scenario Outline: an operator revokes <query>
    When a visitor asks POST /api/rookery/v1/admin/gateway/revoke?<query> under Authorization: Bearer {admin}
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | query | status | error |
      | x=1 | 422 | Validation failed: name a token, an account, or a session with its account |
      | token={bearer}&account={ada} | 422 | Validation failed: name a token, an account, or a session with its account |
      | session=00000000-0000-0000-0000-000000000001 | 422 | Validation failed: name a token, an account, or a session with its account |
      | session=here&account={ada} | 404 | Record not found |
      | session=00000000-0000-0000-0000-000000000001&account={ada} | 404 | Record not found |
      | account=ada | 404 | Record not found |
      | account=1 | 404 | Record not found |
      | token=caw | 404 | Record not found |
      | token={5000 x} | 404 | Record not found |

  Scenario Outline: a member asks <path>
    When Ada asks POST /api/rookery/v1/admin/gateway/<path>
    Then the answer is 403 "This action is outside the authorized scopes"
    And nothing has changed

    Examples:
      | path |
      | publish?topic=channel:update.1&message=%7B%7D |
      | revoke?account={bob} |
