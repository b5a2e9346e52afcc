@POST:/api/v1/accounts/:id/note
Feature: Noting something down about somebody

  Scenario: a note is for whoever wrote it
    When Ada notes down "counts rooks, ask him" about Bob
    Then Ada has noted down "counts rooks, ask him" about Bob
    And Bob has noted down "" about Ada
    And Cleo has noted down "" about Bob

  Scenario: the last note holds, and nothing takes it away
    Given Ada notes down "counts rooks" about Bob
    When Ada notes down "counts crows" about Bob
    Then Ada has noted down "counts crows" about Bob
    When Ada notes down "" about Bob
    Then Ada has noted down "" about Bob

  Scenario: a note is short
    Given Ada notes down "counts rooks" about Bob
    When Ada notes down 2001 letters about Bob
    Then Ada is told "that makes no sense"
    And Ada has noted down "counts rooks" about Bob

  Scenario: there is nothing to note about nobody
    When Ada notes down "who?" about Nobody
    Then Ada is told "it is not there"

  Scenario: a visitor notes nothing down
    When a visitor notes down "I was here" about Bob
    Then a visitor is told "one has to log in"
