package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Forbidden | pods "p" is forbidden: User "u" cannot create resource "pods" in API group "" in the namespace "n" | Forbidden
          Forbidden | pods "p" is forbidden: exceeded quota: few, requested: pods=1, used: pods=3, limited: pods=3 | QuotaExceeded
          Forbidden | pods "p" is forbidden: failed quota: few: must specify limits.cpu for: main | QuotaExceeded
          Forbidden | pods "p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false | PodSecurity
          Forbidden | pods "p" is forbidden: unable to create new content in namespace n because it is being terminated | NamespaceTerminating
          Forbidden | persistentvolumeclaims "c" is forbidden: maximum storage usage per PersistentVolumeClaim is 1Mi, but request is 1Gi | LimitRange
          Forbidden | pods "p" is forbidden: minimum cpu usage per Container is 1, but request is 10m | LimitRange
          Forbidden | admission webhook "no.example.com" denied the request: not today | AdmissionDenied
          Forbidden | pods "p" is forbidden: ValidatingAdmissionPolicy 'no' with binding 'no' denied request: not today | AdmissionDenied
          Invalid   | pods "p" is forbidden: ValidatingAdmissionPolicy 'no' with binding 'no' denied request: not today | AdmissionDenied
          Invalid   | Pod "p" is invalid: spec.containers: Required value | Invalid
          NotFound  | namespaces "n" not found | NotFound
          """)
  void saysWhoRefuses(String said, String words, String reason) {
    var status = new StatusBuilder().withReason(said).withMessage(words).withCode(403).build();

    var refusal = Refusals.of("create Pod 'p'", new KubernetesClientException(status));

    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal).hasMessage("create Pod 'p': " + words);
  }
}
