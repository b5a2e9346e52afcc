@bad_input @wire
Feature: Bad input: tokens
  Who asks has to be known where it matters, and a token that is none is refused everywhere, by one answer for all that may be wrong with it.

  Background:
    Given Ada and Bob have posted

  Scenario Outline: <header> is no token of ours at <path>
    When a visitor asks <method> <path> under Authorization: <header>
    Then the answer is 401 "The access token is invalid"
    And nothing has changed

    Examples:
      | method | path                    | header                                |
      | GET    | /api/v1/timelines/home  | Bearer                                |
      | GET    | /api/v1/timelines/home  | Bearer x                              |
      | GET    | /api/v1/timelines/home  | Bearer a.b.c                          |
      | GET    | /api/v1/timelines/home  | Bearer {bearer}x                      |
      | GET    | /api/v1/timelines/home  | Bearer x{bearer}                      |
      | GET    | /api/v1/timelines/home  | Bearer {bearer} {bearer}              |
      | GET    | /api/v1/timelines/home  | Bearer {5000 x}                       |
      | GET    | /api/v1/timelines/home  | Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0. |
      | GET    | /api/v1/timelines/home  | Basic {bearer}                        |
      | GET    | /api/v1/timelines/home  | Token {bearer}                        |
      | GET    | /api/v1/timelines/home  | {bearer}                              |
      | GET    | /api/v1/timelines/public | Bearer a.b.c                         |
      | GET    | /api/v1/instance        | Bearer a.b.c                          |
      | GET    | /api/v1/accounts/{bob}  | Bearer a.b.c                          |
      | POST   | /api/v1/statuses        | Bearer {bearer}x                      |
      | DELETE | /api/v1/statuses/{own}  | Bearer a.b.c                          |
      | POST   | /api/v1/accounts/{bob}/follow | Bearer null                     |
      | GET    | /api/v1/streaming/public | Bearer a.b.c                         |
      | GET    | /api/v1/streaming/user  | Basic {bearer}                        |

  Scenario Outline: <method> <path> needs to know who asks
    When a visitor asks <method> <path>
    Then the answer is 401 "The access token is invalid"
    And nothing has changed

    Examples:
      | method | path                                  |
      | GET    | /api/v1/timelines/home                |
      | GET    | /api/v1/accounts/verify_credentials   |
      | GET    | /auth/ws                              |
      | GET    | /api/v1/accounts/relationships?id={bob} |
      | PATCH  | /api/v1/accounts/update_credentials   |
      | POST   | /api/v1/accounts/{bob}/follow         |
      | POST   | /api/v1/accounts/{bob}/unfollow       |
      | POST   | /api/v1/accounts/{bob}/remove_from_followers |
      | POST   | /api/v1/statuses                      |
      | DELETE | /api/v1/statuses/{post}               |
      | POST   | /api/v1/statuses/{post}/favourite     |
      | POST   | /api/v1/statuses/{post}/unfavourite   |
      | POST   | /api/v1/statuses/{post}/reblog        |
      | POST   | /api/v1/statuses/{post}/unreblog      |
      | GET    | /api/v1/lists                         |
      | GET    | /api/v2/filters                       |
      | GET    | /api/v1/follow_requests               |
      | GET    | /api/v1/followed_tags                 |
      | GET    | /api/v1/timelines/home?access_token={bearer} |
      | GET    | /api/v1/streaming/user                |
      | GET    | /api/v1/streaming/user/notification   |
      | GET    | /api/v1/streaming/direct              |
