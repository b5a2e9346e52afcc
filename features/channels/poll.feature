@POST:/api/rookery/v1/channels/:id/polls @POST:/api/rookery/v1/polls/:id/votes @POST:/api/rookery/v1/polls/:id/end
Feature: Asking those who watch

  Background:
    Given Ada opens a channel with "rooks"
    And Ada asks "which colour?" in the channel of Ada: "red, blue"

  Scenario: each counts once
    When Bob chooses "blue" in the channel of Ada
    And Cleo chooses "blue" in the channel of Ada
    Then the poll of Ada is active:
      | red  | 0 |
      | blue | 2 |
    When Ada ends the poll of Ada
    Then the poll of Ada is ended:
      | red  | 0 |
      | blue | 2 |

  Scenario: nobody votes twice
    Given Bob chooses "blue" in the channel of Ada
    When Bob chooses "red" in the channel of Ada
    Then Bob is told "something else is there"
    And the poll of Ada is active:
      | red  | 0 |
      | blue | 1 |

  Scenario: nobody votes when it is over
    Given Ada ends the poll of Ada
    When Bob chooses "red" in the channel of Ada
    Then Bob is told "something else is there"

  Scenario: nobody else ends it
    When Bob ends the poll of Ada
    Then Bob is told "that is not allowed"

  Scenario: whom the owner keeps away has no vote
    Given Ada blocks Bob
    When Bob chooses "blue" in the channel of Ada
    Then Bob is told "that is not allowed"
    And the poll of Ada is active:
      | red  | 0 |
      | blue | 0 |
