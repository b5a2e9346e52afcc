@PATCH:/api/v1/accounts/update_credentials
Feature: Having a face

  Scenario: everybody sees it, and knows when it is another one
    Given everybody sees no face of Ada
    When Ada puts on a face
    Then everybody sees a face of Ada
    When Ada puts on another face
    Then everybody sees another face of Ada

  @DELETE:/api/v1/profile/avatar
  Scenario: it is taken off
    Given Ada puts on a face
    When Ada takes her face off
    Then everybody sees no face of Ada

  Scenario: what is no picture is no face
    Given Ada puts on a face
    When Ada puts on "<svg onload='alert(1)'/>" as a face
    Then Ada is told "that is no picture"
    And everybody sees the same face of Ada

  Scenario: a visitor has no face
    When a visitor puts on a face
    Then a visitor is told "one has to log in"
