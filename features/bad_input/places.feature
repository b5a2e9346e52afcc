@bad_input @wire
Feature: Bad input: places
  What is not there, is not for the one who asks, or cannot be done there is refused in one way each.

  Background:
    Given Ada and Bob have posted

  Scenario Outline: <method> <path> is not there for Ada
    When Ada asks <method> <path>
    Then the answer is 404 "Record not found"
    And nothing has changed

    Examples:
      | method | path |
      | GET    | /api/v1/statuses/1 |
      | GET    | /api/v1/statuses/0 |
      | GET    | /api/v1/statuses/-1 |
      | GET    | /api/v1/statuses/caw |
      | GET    | /api/v1/statuses/1e3 |
      | GET    | /api/v1/statuses/9223372036854775807 |
      | GET    | /api/v1/statuses/9223372036854775808 |
      | GET    | /api/v1/statuses/%00 |
      | GET    | /api/v1/statuses/%ff |
      | GET    | /api/v1/statuses/..%2f..%2fetc%2fpasswd |
      | GET    | /api/v1/statuses/{secret} |
      | GET    | /api/v1/statuses/{secret}/context |
      | GET    | /api/v1/statuses/{secret}/favourited_by |
      | GET    | /api/v1/statuses/{secret}/reblogged_by |
      | POST   | /api/v1/statuses/{secret}/favourite |
      | POST   | /api/v1/statuses/{secret}/reblog |
      | DELETE | /api/v1/statuses/{secret} |
      | DELETE | /api/v1/statuses/{post} |
      | DELETE | /api/v1/statuses/1 |
      | POST   | /api/v1/statuses/1/favourite |
      | POST   | /api/v1/statuses/caw/unfavourite |
      | POST   | /api/v1/statuses/1/reblog |
      | POST   | /api/v1/statuses/1/unreblog |
      | GET    | /api/v1/accounts/1 |
      | GET    | /api/v1/accounts/caw |
      | GET    | /api/v1/accounts/1/statuses |
      | GET    | /api/v1/accounts/1/followers |
      | GET    | /api/v1/accounts/1/following |
      | GET    | /api/v1/accounts/lookup?acct=nobody_at_all |
      | GET    | /api/v1/accounts/lookup?acct=a@elsewhere.example |
      | GET    | /api/v1/accounts/lookup?acct=%00 |
      | POST   | /api/v1/accounts/1/follow |
      | POST   | /api/v1/accounts/caw/unfollow |
      | POST   | /api/v1/accounts/1/remove_from_followers |
      | POST   | /api/v1/follow_requests/1/authorize |
      | POST   | /api/v1/accounts/1/note |
      | GET    | /api/v1/tags/1984 |
      | POST   | /api/v1/tags/1984/follow |
      | POST   | /api/v1/tags/{201 x}/follow |
      | POST   | /api/v1/tags/a-b/unfollow |
      | POST   | /api/v1/accounts/caw/note |
      | POST   | /api/v1/follow_requests/caw/authorize |
      | POST   | /api/v1/follow_requests/{bob}/authorize |
      | POST   | /api/v1/follow_requests/{bob}/reject |
      | POST   | /api/v1/follow_requests/9223372036854775808/reject |
      | GET    | /api/v1/nests |
      | GET    | /api/v9/statuses |
      | POST   | /api/v1/nests |
      | GET    | /nodeinfo/1.0 |
      | GET    | /.well-known/nests |

  Scenario Outline: <method> is nothing that <path> knows
    When Ada asks <method> <path>
    Then the answer is 405 "Method not allowed"
    And nothing has changed

    Examples:
      | method | path |
      | DELETE | /api/v1/instance |
      | POST   | /api/v2/instance |
      | PUT    | /api/v1/timelines/home |
      | DELETE | /api/v1/timelines/public |
      | PATCH  | /api/v1/accounts/verify_credentials |
      | GET    | /api/v1/accounts/{bob}/follow |
      | DELETE | /api/v1/accounts/{bob} |
      | GET    | /api/v1/statuses/{post}/favourite |
      | DELETE | /api/v1/statuses/{own}/reblog |
      | GET    | /auth/login |
      | GET    | /auth/register |

  Scenario Outline: <method> <path> makes no sense
    When Ada asks <method> <path>
    Then the answer is <status> "<error>"
    And nothing has changed

    Examples:
      | method | path                                        | status | error |
      | GET    | /api/v1/accounts/lookup                     | 400 | acct is missing |
      | GET    | /api/v1/accounts/lookup?acct=%ff            | 400 | Parameters are not UTF-8 |
      | GET    | /api/v1/accounts/lookup?acct[a][b][c][d][e]=x | 400 | Parameters are nested too deep |
      | GET    | /api/v1/accounts/lookup?acct[]=x            | 422 | Validation failed: acct must be a text |
      | GET    | /api/v1/accounts/lookup?acct={9000 x}       | 414 | URI too long |
      | GET    | /api/v1/timelines/tag/rooks?x={9000 x}      | 414 | URI too long |
      | GET    | /api/v1/accounts/relationships?id[a][b]=1   | 422 | Validation failed: id must be a list |
      | GET    | /api/v1/timelines/public?remote=maybe       | 422 | Validation failed: remote must be true or false |
      | GET    | /api/v1/timelines/public?only_media[]=1     | 422 | Validation failed: only_media must be true or false |
      | GET    | /api/v1/timelines/tag/rooks?any[a][b]=1     | 422 | Validation failed: any must be a list |
      | GET    | /api/v1/accounts/{bob}/statuses?exclude_replies=maybe | 422 | Validation failed: exclude_replies must be true or false |
      | POST   | /api/v1/accounts/{ada}/follow               | 403 | This action is not allowed |
