@PUT:/api/rookery/v1/channel @GET:/api/rookery/v1/channels/:id
Feature: Having a channel
  Whoever wants to show something has a channel, with a title and a kind, and says when something is on.

  Scenario: a channel says what is on
    When Ada opens a channel with "rooks, soon"
    Then Bob sees "rooks, soon" in the channel of Ada
    When Ada goes live with "rooks" in "Birds"
    Then a visitor sees that "rooks" in "Birds" is on in the channel of Ada

  Scenario: a channel that was never opened is not there
    When Bob looks at the channel of Ada
    Then Bob is told "it is not there"

  Scenario: a channel has a title
    When Ada opens a channel with " "
    Then Ada is told "that makes no sense"

  Scenario: a visitor has no channel
    When a visitor opens a channel with "rooks"
    Then a visitor is told "one has to log in"
