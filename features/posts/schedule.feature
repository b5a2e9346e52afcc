@POST:/api/v1/statuses @GET:/api/v1/scheduled_statuses @DELETE:/api/v1/scheduled_statuses/:id
Feature: Writing now what is published later

  Scenario: what is planned waits for its time
    When Ada plans to publish "one" in 60 minutes
    And Ada plans to publish "two" in 30 minutes
    Then Ada is shown these plans:
      | two |
      | one |
    And Ada sees nothing in Ada's timeline

  Scenario: it can be taken back
    Given Ada plans to publish "one" in 60 minutes
    And Ada plans to publish "two" in 60 minutes
    When Ada takes back her last plan
    Then Ada is shown these plans:
      | one |

  Scenario Outline: what is as good as now is no plan
    When Ada plans to publish "soon" in <minutes> minutes
    Then Ada is told "that makes no sense"

    Examples:
      | minutes |
      | 0       |
      | 4       |
      | 600000  |

  Scenario: what cannot be published cannot be planned
    When Ada plans to publish " " in 60 minutes
    Then Ada is told "a post must say something"

  Scenario: a visitor plans nothing
    When a visitor plans to publish "one" in 60 minutes
    Then a visitor is told "one has to log in"
