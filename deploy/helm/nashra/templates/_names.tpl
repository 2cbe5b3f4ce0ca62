{{/* Names and blocks that more than one object carries. */}}

{{- define "nashra.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* The same labels on every object; `role` is added where there is one. */}}
{{- define "nashra.labels" -}}
app.kubernetes.io/name: nashra
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "nashra.selector" -}}
app.kubernetes.io/name: nashra
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* A topic, group or index inside the platform's namespace, as `Settings.named` makes it. */}}
{{- define "nashra.named" -}}
{{- $root := index . 0 -}}
{{- if $root.Values.namespace }}{{ $root.Values.namespace }}-{{ end }}{{ index . 1 -}}
{{- end }}

{{- define "nashra.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "nashra.bootstrap" -}}
{{- if eq .Values.kafka.provider "strimzi" -}}
{{ include "nashra.name" . }}-kafka-bootstrap.{{ .Release.Namespace }}.svc:9093
{{- else -}}
{{ .Values.kafka.bootstrap }}
{{- end -}}
{{- end }}

{{- define "nashra.elasticsearch" -}}
{{- if eq .Values.elasticsearch.provider "eck" -}}
https://{{ include "nashra.name" . }}-es-http.{{ .Release.Namespace }}.svc:9200
{{- else -}}
{{ .Values.elasticsearch.url }}
{{- end -}}
{{- end }}

{{/* Secrets whose `ca.crt` is trusted; empty: the system's list. */}}
{{- define "nashra.kafkaCa" -}}
{{- if eq .Values.kafka.provider "strimzi" }}{{ include "nashra.name" . }}-cluster-ca-cert{{ else }}{{ .Values.kafka.caSecret }}{{ end -}}
{{- end }}

{{- define "nashra.elasticsearchCa" -}}
{{- if eq .Values.elasticsearch.provider "eck" }}{{ include "nashra.name" . }}-es-http-certs-public{{ else }}{{ .Values.elasticsearch.caSecret }}{{ end -}}
{{- end }}

{{- define "nashra.kafkaSecurity" -}}
{{- if eq .Values.kafka.provider "strimzi" }}sasl_tls{{ else }}{{ .Values.kafka.security }}{{ end -}}
{{- end }}

{{/* Where the password of a role's Kafka user lies: of its own with Strimzi, one for all elsewhere. */}}
{{- define "nashra.kafkaUser" -}}
{{- $root := index . 0 -}}{{- $role := index . 1 -}}
{{- if eq $root.Values.kafka.provider "strimzi" }}
- name: NASHRA_KAFKA_USER
  value: {{ include "nashra.name" $root }}-{{ $role }}
- name: NASHRA_KAFKA_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ include "nashra.name" $root }}-{{ $role }}, key: password } }
{{- else if eq $root.Values.kafka.security "sasl_tls" }}
- name: NASHRA_KAFKA_USER
  valueFrom: { secretKeyRef: { name: {{ required "kafka.credentialsSecret: sasl_tls needs a Secret with user and password" $root.Values.kafka.credentialsSecret }}, key: user } }
- name: NASHRA_KAFKA_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ $root.Values.kafka.credentialsSecret }}, key: password } }
{{- end }}
{{- end }}

{{/* Settings of one role: [root, role, Kafka user, API key or ""]. */}}
{{- define "nashra.env" -}}
{{- $root := index . 0 -}}{{- $role := index . 1 -}}{{- $key := index . 2 -}}
- { name: NASHRA_KAFKA, value: {{ include "nashra.bootstrap" $root | quote }} }
- { name: NASHRA_KAFKA_SECURITY, value: {{ include "nashra.kafkaSecurity" $root }} }
{{- include "nashra.kafkaUser" (list $root $role) }}
{{- if include "nashra.kafkaCa" $root }}
- { name: NASHRA_KAFKA_CA, value: /etc/nashra/kafka/ca.crt }
{{- end }}
- { name: NASHRA_ELASTICSEARCH, value: {{ include "nashra.elasticsearch" $root | quote }} }
{{- if $key }}
{{- if $root.Values.elasticsearch.apiKeySecret }}
- name: NASHRA_ELASTICSEARCH_API_KEY
  valueFrom: { secretKeyRef: { name: {{ $root.Values.elasticsearch.apiKeySecret }}, key: {{ $key }} } }
{{- end }}
{{- if include "nashra.elasticsearchCa" $root }}
- { name: NASHRA_ELASTICSEARCH_CA, value: /etc/nashra/elasticsearch/ca.crt }
{{- end }}
{{- end }}
{{- if $root.Values.namespace }}
- { name: NASHRA_NAMESPACE, value: {{ $root.Values.namespace }} }
{{- end }}
- { name: NASHRA_PARTITIONS, value: {{ $root.Values.partitions | quote }} }
- { name: NASHRA_REPLICATION, value: {{ $root.Values.kafka.replication | quote }} }
- { name: NASHRA_SHARDS, value: {{ $root.Values.elasticsearch.shards | quote }} }
- { name: NASHRA_STATE_DIR, value: /tmp/nashra }
- { name: NASHRA_OPS_HOST, value: 0.0.0.0 }
- { name: NASHRA_OPS_PORT, value: "9100" }
- { name: NASHRA_LOG_FORMAT, value: json }
{{- if has $role (list "poll" "alerts" "gateway" "cli") }}
- { name: NASHRA_CONTACT, value: {{ $root.Values.contact | quote }} }
- { name: NASHRA_PUBLIC_URL, value: {{ $root.Values.publicUrl | quote }} }
- name: NASHRA_SECRET
  valueFrom: { secretKeyRef: { name: {{ $root.Values.secretName }}, key: secret } }
{{- end }}
{{- if eq $role "gateway" }}
- { name: NASHRA_HOST, value: 0.0.0.0 }
- { name: NASHRA_PORT, value: "8000" }
{{- end }}
{{- end }}

{{/* What a process sees of the disk: a root that it cannot write, a /tmp of its own, the authorities. */}}
{{- define "nashra.mounts" -}}
{{- $root := index . 0 -}}{{- $key := index . 1 -}}
- { name: tmp, mountPath: /tmp }
{{- if include "nashra.kafkaCa" $root }}
- { name: kafka-ca, mountPath: /etc/nashra/kafka, readOnly: true }
{{- end }}
{{- if and $key (include "nashra.elasticsearchCa" $root) }}
- { name: elasticsearch-ca, mountPath: /etc/nashra/elasticsearch, readOnly: true }
{{- end }}
{{- end }}

{{- define "nashra.volumes" -}}
{{- $root := index . 0 -}}{{- $key := index . 1 -}}
- name: tmp
  emptyDir: { sizeLimit: 1Gi }
{{- if include "nashra.kafkaCa" $root }}
- name: kafka-ca
  secret: { secretName: {{ include "nashra.kafkaCa" $root }}, items: [{ key: ca.crt, path: ca.crt }] }
{{- end }}
{{- if and $key (include "nashra.elasticsearchCa" $root) }}
- name: elasticsearch-ca
  secret: { secretName: {{ include "nashra.elasticsearchCa" $root }}, items: [{ key: ca.crt, path: ca.crt }] }
{{- end }}
{{- end }}

{{- define "nashra.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end }}

{{- define "nashra.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* Which API key of Elasticsearch a role needs; empty: it never speaks to it. */}}
{{- define "nashra.apiKey" -}}
{{- if eq . "index" }}writer{{ else if has . (list "alerts" "gateway") }}reader{{ end -}}
{{- end }}
